"""The built-in dates: seeded, all different, each written form means its ISO date."""

import datetime
import re

from lamina.data.pairs.dates import MONTHS, ORDINALS, WAYS, dates_table


def test_known_ways_of_writing() -> None:
    day = datetime.date(1998, 5, 3)
    written = [way(day) for way in WAYS]
    assert written[0] == "the third of May 1998"
    assert {"May 3, 1998", "3 May 1998", "03.05.1998", "Sunday, 3 May 1998", "3 MAY 1998"} <= set(written)
    assert len(set(written)) == len(WAYS)


def test_ordinals_are_all_there() -> None:
    assert len(ORDINALS) == 31
    assert ORDINALS[0] == "first" and ORDINALS[19] == "twentieth" and ORDINALS[20] == "twenty-first"
    assert ORDINALS[30] == "thirty-first"
    endings = [WAYS[4](datetime.date(2000, 1, day)).split(" ")[0] for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)]
    assert endings == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st"]


def test_the_same_seed_gives_the_same_dates_and_none_twice() -> None:
    frame = dates_table(500, seed=3)
    assert frame.equals(dates_table(500, seed=3)) and not frame.equals(dates_table(500, seed=4))
    assert frame["iso"].n_unique() == 500


def test_each_text_names_day_month_and_year_of_its_answer() -> None:
    for text, iso in dates_table(300).rows():
        day = datetime.date.fromisoformat(iso)
        assert str(day.year) in text
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        assert day.day in numbers or ORDINALS[day.day - 1] in text
        assert MONTHS[day.month - 1][:3].lower() in text.lower() or day.month in numbers
