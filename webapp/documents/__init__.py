"""The heart: documents, their versions, review, attachments."""
