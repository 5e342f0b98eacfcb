"""A short real film, recorded by the browser itself, and whether a film on a page plays."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

KIND = "video/mp4;codecs=avc1.42E01E"
RECORD = """async (kind) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 360];
  document.body.append(canvas);
  const pen = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: kind});
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const done = new Promise((finish) => { recorder.onstop = finish; });
  recorder.start();
  for (let turn = 0; turn < 40; turn += 1) {
    pen.fillStyle = '#26415a';
    pen.fillRect(0, 0, 640, 360);
    pen.fillStyle = '#e8c26a';
    pen.fillRect(turn * 14, 150, 60, 60);
    await new Promise((next) => setTimeout(next, 40));
  }
  recorder.stop();
  await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(''));
}"""
PLAY = """async (film) => {
  await film.play();
  await new Promise((far) => film.addEventListener('timeupdate', () => { if (film.currentTime > 0.2) far(); }));
  return film.muted && film.videoWidth > 0;
}"""


def record(chromium: Browser, path: Path) -> Path:
    """An MP4 film of a second and a half in this file."""
    page = chromium.new_page()
    path.write_bytes(base64.b64decode(page.evaluate(RECORD, KIND)))
    page.close()
    return path


def plays(page: Page) -> bool:
    """Whether the film of the page goes on when it is told to, without a sound."""
    film = page.locator("video")
    expect(film).to_have_count(1)
    return bool(film.evaluate(PLAY))
