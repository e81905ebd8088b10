"""EMVCo payload of a QR (reference section 8): fields ``<tag><length><value>`` closed by a CRC-16/CCITT-FALSE."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_CRC_TAG = "6304"
_CRC_LENGTH = 4
_POLYNOMIAL = 0x1021
_MAX_NAME = 25
_MAX_CITY = 15


@dataclass(frozen=True)
class Country:
    """What a QR says about the country of its seller."""

    code: str
    currency: str
    category: str
    city: str


_COUNTRIES = {
    "MLA": Country("AR", "032", "9700", "CABA"),
    "MLB": Country("BR", "986", "0000", "SAO PAULO"),
    "MLM": Country("MX", "484", "9700", "CDMX"),
    "MLC": Country("CL", "152", "9700", "SANTIAGO"),
    "MCO": Country("CO", "170", "9700", "BOGOTA"),
    "MPE": Country("PE", "604", "9700", "LIMA"),
    "MLU": Country("UY", "858", "9700", "MONTEVIDEO"),
}


@dataclass(frozen=True)
class Merchant:
    """Who is paid: ``name`` may hold any characters, the payload keeps their ASCII form."""

    site_id: str
    name: str
    tax_id: str


def crc16(text: str) -> str:
    """Return the four upper-case hexadecimal digits that close the payload (including ``6304``)."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ _POLYNOMIAL if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def dynamic_payload(merchant: Merchant, order_uuid: str) -> str:
    """Compose the QR of one order."""
    brazil = merchant.site_id == "MLB"
    account = _field("00", "COM.MERCADOLIBRE" if brazil else "com.mercadolibre")
    return _payload(merchant, _field("01", "12"), account + _field("02", "3") + _field("06", order_uuid))


def static_payload(merchant: Merchant, pos_id: int) -> str:
    """Compose the printed QR of a point of sale."""
    account = _field("00", "com.mercadolibre") + _field("01", f"https://mpago.la/pos/{pos_id}")
    return _payload(merchant, _field("01", "11"), account)


def is_intact(payload: str) -> bool:
    """Tell whether the payload ends with the CRC of what stands before it."""
    body, crc = payload[:-_CRC_LENGTH], payload[-_CRC_LENGTH:]
    return body.endswith(_CRC_TAG) and crc16(body) == crc


def _payload(merchant: Merchant, initiation: str, account: str) -> str:
    country = _COUNTRIES[merchant.site_id]
    fields = [
        _field("00", "01"),
        initiation,
        _field("43", account),
        _field("50", _field("00", merchant.tax_id)) if country.code == "AR" else "",
        _field("52", country.category),
        _field("53", country.currency),
        _field("58", country.code),
        _field("59", _ascii(merchant.name)[:_MAX_NAME]),
        _field("60", country.city[:_MAX_CITY]),
        _field("62", _field("05", "***")) if country.code == "BR" else "",
        _CRC_TAG,
    ]
    body = "".join(fields)
    return body + crc16(body)


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return folded.strip() or "COMERCIO"
