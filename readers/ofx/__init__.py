"""OFX and QFX, of SGML and of XML."""
