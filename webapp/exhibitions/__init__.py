"""Exhibitions: results chosen, arranged and captioned; shown online, at a kiosk, on paper; counted and followed up."""
