"""What an option of the configuration takes, in symbols that need no language: INT >= 1 | auto. No torch here."""

from typing import Any

from lamina.core.config import SECTIONS, field_sections


def wanted(name: str) -> str:
    """The values that a field may have; "" for one that a pattern describes, whose help line says it."""
    schema = SECTIONS[field_sections()[name]].model_json_schema()["properties"][name]
    if "pattern" in schema:
        return ""
    return " | ".join(_symbols(option) for option in schema.get("anyOf", [schema]))


def _symbols(schema: dict[str, Any]) -> str:
    if schema.get("type") == "array" and "enum" in schema.get("items", {}):
        return _symbols(schema["items"])
    if "const" in schema or "enum" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    signs = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}
    bounds = " ".join(f"{sign} {_plain(schema[key])}" for key, sign in signs.items() if key in schema)
    kind = {"integer": "INT", "number": "FLOAT", "boolean": "true | false", "null": "none"}.get(
        schema.get("type", ""), "TEXT"
    )
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"NAME={_symbols(schema['additionalProperties'])}"
    return f"{kind} {bounds}".strip()


def _plain(bound: float) -> str:
    """A bound as a person types it: 4294967295, 0.5."""
    return str(int(bound)) if float(bound).is_integer() else f"{bound:g}"
