"""The payload of a QR (reference section 8), and a real reader that understands it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import segno

from backend.simulator import emv
from tests.simulator.conftest import qr_body

UUID = "7d1f0c52-9a64-4c1e-8b0e-3f5a2c9e1b77"
BAR = emv.Merchant("MLA", "Bar Simulado", "30712345675")
AR_DYNAMIC = (
    "00020101021243650016com.mercadolibre0201306367d1f0c52-9a64-4c1e-8b0e-3f5a2c9e1b77"
    "50150011307123456755204970053030325802AR5912Bar Simulado6004CABA63046397"
)
AR_STATIC = (
    "00020101021143540016com.mercadolibre0130https://mpago.la/pos/900000101"
    "50150011307123456755204970053030325802AR5912Bar Simulado6004CABA6304F3E0"
)
BR_DYNAMIC = (
    "00020101021243650016COM.MERCADOLIBRE0201306367d1f0c52-9a64-4c1e-8b0e-3f5a2c9e1b77"
    "5204000053039865802BR5913LOJA SIMULADA6009SAO PAULO62070503***63048F0C"
)


def test_checksum_gives_the_published_check_value():
    assert emv.crc16("123456789") == "29B1"


def test_payloads_equal_the_known_ones():
    assert emv.dynamic_payload(BAR, UUID) == AR_DYNAMIC
    assert emv.static_payload(BAR, 900000101) == AR_STATIC
    assert emv.dynamic_payload(emv.Merchant("MLB", "Loja Simulada".upper(), ""), UUID) == BR_DYNAMIC


@pytest.mark.parametrize("payload", [AR_DYNAMIC, AR_STATIC, BR_DYNAMIC])
def test_any_changed_character_is_noticed(payload):
    assert emv.is_intact(payload)
    for position in range(len(payload)):
        changed = payload[:position] + ("0" if payload[position] != "0" else "1") + payload[position + 1 :]
        assert not emv.is_intact(changed), position


def test_name_is_folded_and_cut_to_what_the_format_holds():
    payload = emv.dynamic_payload(emv.Merchant("MLA", "Ñandú & Compañía de Café Señorial", "30712345675"), UUID)
    assert "5925Nandu & Compania de Cafe " in payload
    assert payload.isascii()
    assert emv.is_intact(payload)


def test_reader_reads_the_payload_of_an_order(ana, tmp_path):
    reader = shutil.which("zbarimg")
    if reader is None:
        pytest.skip("zbarimg is not installed")
    payload = ana.create(qr_body()).json()["type_response"]["qr_data"]
    picture = tmp_path / "qr.png"
    segno.make(payload, micro=False).save(str(picture), scale=6)
    done = subprocess.run([reader, "--raw", "-q", str(picture)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == payload
