"""Text of any encoding to UTF-8."""

import codecs
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.errors import InputError
from lamina.data.encoding import _is, _refuse_damaged, to_utf8

CHINESE = "城市,人口,等级\n北京,2154,优\n上海,2428,良\n广州,1530,中等\n"
GERMAN = "Stadt,Größe\nKöln,1\nMünchen,2\nDüsseldorf,3\nNürnberg,4\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "utf-16", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-32", "utf-32-le"),
        ("a,b\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_found(text: str, encoding: str, name: str) -> None:
    assert to_utf8(text.encode(encoding), "auto", "t.csv") == (text.encode("utf-8"), name)


def test_latin_and_cyrillic_are_not_taken_for_chinese() -> None:
    assert to_utf8(GERMAN.encode("cp1252"), "auto", "t.csv")[0].decode() == GERMAN
    russian = "город,население\n" + "Москва,12\nСанкт-Петербург,5\nНовосибирск,2\nЕкатеринбург,1\n" * 5
    assert to_utf8(russian.encode("cp1251"), "auto", "t.csv")[1] != "gb18030"


def test_one_chinese_word_is_enough() -> None:
    assert to_utf8("name,v\n张伟,1\n".encode("gb18030"), "auto", "t.csv")[0].decode() == "name,v\n张伟,1\n"


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_asked_for_is_decoded_exactly(text: str) -> None:
    for encoding in ("utf-8", "utf-16", "gb18030"):
        assert to_utf8(text.encode(encoding), encoding, "t.csv")[0].decode() == text


def test_damaged_utf8_is_refused_with_its_line() -> None:
    """A cut character, or a pasted byte: any other encoding would read all other characters wrongly."""
    for data, line in ((CHINESE.encode()[:-2], 4), (CHINESE.encode().replace("上".encode(), b"\xff\xfe\x80"), 3)):
        with pytest.raises(InputError) as error:
            to_utf8(data, "auto", "t.csv")
        assert error.value.code == "table.damaged_utf8" and error.value.parameters["line"] == line


def test_marks_of_utf16_within_a_text_are_none() -> None:
    text, name = to_utf8(b"a word\n\xff\xfe\x80 O\nmore\n", "auto", "t.txt")
    assert not name.startswith("utf") and text.startswith(b"a word\n") and text.endswith(b" O\nmore\n")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "euc-jp", "shift-jis", "cp1252", "cp1251", "euc-kr"])
def test_no_other_encoding_is_taken_for_damaged_utf8(encoding: str) -> None:
    texts = {"cp1252": GERMAN, "cp1251": "Привет, мир\nещё строка\n", "euc-kr": "안녕하세요 세계\n서울\n"}
    text = texts.get(encoding, "日本語の文章\n東京都\n" if "j" in encoding else "城市人口北京上海\n")
    to_utf8(text.encode(encoding), "auto", "t.txt")


def test_refused() -> None:
    def code(data: bytes, encoding: str) -> InputError:
        with pytest.raises(InputError) as error:
            to_utf8(data, encoding, "t.csv")
        return error.value

    assert code(b"a\n", "utf-99").code == "table.no_such_encoding"
    wrong = code(b"a,b\n1,2\n\xff\xfe,3\n", "utf-8")
    assert wrong.code == "table.wrong_encoding" and wrong.parameters["line"] == 3
    assert code(b"PK\x03\x04\0\0\0\0rubbish\0", "auto").code == "table.not_text"
    assert code(codecs.BOM_UTF16_LE + b"a\0b", "auto").code == "table.wrong_encoding"


@pytest.mark.parametrize(
    "encoding", ["cp1252", "cp1251", "iso8859-7", "koi8-r", "gb18030", "big5", "shift_jis", "euc_kr"]
)
def test_other_encodings_are_not_taken_for_damaged_utf8(encoding: str) -> None:
    letters = [sign for sign in map(chr, range(0xA1, 0xFFDC)) if sign.isalpha() and _is_written(sign, encoding)]
    random = Random(0)
    for _ in range(100):
        words = ("".join(random.choices(letters, k=random.randint(1, 8))) for _ in range(random.randint(1, 30)))
        text = " ".join(words).encode(encoding)
        assert _is(text, "utf-8") or _refuse_damaged(text, "t.csv") is None


def _is_written(sign: str, encoding: str) -> bool:
    try:
        return len(sign.encode(encoding)) <= 2
    except UnicodeError:
        return False
