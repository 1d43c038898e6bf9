"""Values as MongoDB's shells print them, such as `ObjectId("…")`, turned into extended JSON."""

import json
import re

STRING = r'"(?:[^"\\]|\\.)*"'
SHELL_CALL = re.compile(
    r"(?:new\s+)?(?P<name>ObjectId|ISODate|Date|NumberInt|NumberLong|NumberDecimal|Int32|Long|"
    r"Double|Decimal128|UUID)\(\s*(?P<argument>\"[^\"\n]*\"|'[^'\n]*'|-?[0-9.eE+]+)\s*\)"
    r"|(?P<undefined>undefined)\b"
)
STRING_OR_CALL = re.compile(f"{STRING}|{SHELL_CALL.pattern}")
KEYS = {
    **{"ObjectId": "$oid", "ISODate": "$date", "Date": "$date", "UUID": "$uuid"},
    **{"NumberInt": "$numberInt", "Int32": "$numberInt", "NumberLong": "$numberLong"},
    **{"Long": "$numberLong", "Double": "$numberDouble", "NumberDecimal": "$numberDecimal"},
    "Decimal128": "$numberDecimal",
}


def without_shell_syntax(text: str) -> str:
    """Return a text that begins outside of a string with such calls as extended JSON."""
    return STRING_OR_CALL.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    if match["undefined"]:
        return "null"
    if match["name"] is None:  # a string, whatever it holds
        return match[0]
    argument, key = match["argument"].strip("\"'"), KEYS[match["name"]]
    if key == "$date" and re.fullmatch(r"-?[0-9]+", argument):
        return json.dumps({"$date": {"$numberLong": argument}})
    if key == "$date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", argument):
        argument += "T00:00:00Z"
    return json.dumps({key: argument})
