"""Files in the shapes in which the European Central Bank publishes its rates."""

import io
import zipfile

CSV_HISTORY = b"""\
Date,USD,JPY,XTS,GBP,ISK,
2024-02-27,1.0856,163.27,N/A,0.85523,149.30,
2024-02-26,1.0852,163.35,N/A,0.85525,149.30,
2007-12-31,1.4721,164.93,0.585274,0.73335,N/A,
"""

CSV_DAILY = b"""\
Date, USD, JPY, GBP, ISK,\x20
28 February 2024, 1.0808, 162.74, 0.85488, 149.10,\x20
"""

_XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
{days}
\t</Cube>
</gesmes:Envelope>
"""

XML_HISTORY = _XML.format(
    days="""\
<Cube time="2024-02-27"><Cube currency="USD" rate="1.0856"/><Cube currency="JPY" rate="163.27"/>\
<Cube currency="GBP" rate="0.85523"/><Cube currency="ISK" rate="149.3"/></Cube>
<Cube time="2024-02-26"><Cube currency="USD" rate="1.0852"/><Cube currency="JPY" rate="163.35"/>\
<Cube currency="GBP" rate="0.85525"/><Cube currency="ISK" rate="149.3"/></Cube>
<Cube time="2007-12-31"><Cube currency="USD" rate="1.4721"/><Cube currency="JPY" rate="164.93"/>\
<Cube currency="XTS" rate="0.585274"/><Cube currency="GBP" rate="0.73335"/></Cube>"""
).encode()

XML_DAILY = _XML.format(
    days="""\
<Cube time='2024-02-28'>
<Cube currency='USD' rate='1.0808'/>
<Cube currency='JPY' rate='162.74'/>
<Cube currency='GBP' rate='0.85488'/>
<Cube currency='ISK' rate='149.10'/>
</Cube>"""
).encode()


def zipped(*files):
    """A zip archive of `files`, each a name and its content."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in files:
            writer.writestr(name, content)
    return archive.getvalue()
