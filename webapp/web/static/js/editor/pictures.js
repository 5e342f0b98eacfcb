/* Pictures pasted, dropped, chosen or photographed: made smaller here where possible, sent with progress, put where the caret was. */
(function () {
  'use strict';
  const LONGEST = 2400;
  const QUALITY = 0.86;
  const text = window.writingText;
  const words = document.getElementById('writing-words').dataset;
  const form = document.getElementById('editor');
  let count = 0;

  document.querySelectorAll('[data-writing]').forEach((box) => {
    const field = box.querySelector('textarea');
    ['picture', 'photo'].forEach((kind) => {
      const input = box.querySelector('[data-pick="' + kind + '"]');
      field.addEventListener('writing:' + kind, () => input.click());
      input.addEventListener('change', () => { take(box, field, input.files); input.value = ''; });
    });
    field.addEventListener('paste', (event) => {
      const files = pictures(event.clipboardData && event.clipboardData.files);
      if (!files.length) return;
      event.preventDefault();
      take(box, field, files);
    });
    ['dragover', 'dragleave', 'drop'].forEach((name) => field.addEventListener(name, (event) => {
      if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes('Files')) return;
      event.preventDefault();
      box.dataset.over = String(name === 'dragover');
      if (name === 'drop') take(box, field, event.dataTransfer.files);
    }));
  });
  window.writingPictures = { send };

  function pictures(files) {
    return Array.from(files || []).filter((file) => file.type.startsWith('image/') || /\.(heic|heif)$/i.test(file.name));
  }

  function take(box, field, files) {
    Array.from(files).forEach((file) => {
      count += 1;
      const holder = '![' + words.sending + ' ' + count + '…]()';
      text.insertBlock(field, holder);
      const note = line(box);
      send(file, (done) => note.say(words.sending + ' ' + file.name + ' ' + Math.round(done * 100) + '%', done))
        .then((made) => {
          text.swap(field, holder, '![' + words.caption + '](' + made.url + ' "' + words.caption + '")');
          select(field, '"' + words.caption + '")');
          note.end(words.sent);
        })
        .catch((error) => { text.swap(field, holder, ''); note.end(error.message || words.sendFailed); });
    });
  }

  /* The caption is chosen at once, so that one only has to type it. */
  function select(field, mark) {
    if (document.activeElement !== field) return;
    const at = field.value.lastIndexOf(mark);
    if (at >= 0) field.setSelectionRange(at + 1, at + mark.length - 2);
  }

  function send(file, progress) {
    return smaller(file).then((ready) => new Promise((resolve, reject) => {
      const data = new FormData();
      const request = new XMLHttpRequest();
      data.append('csrf_token', form.elements.csrf_token.value);
      data.append('file', ready, ready.name);
      request.open('POST', form.dataset.pictures);
      request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
      request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) progress(event.loaded / event.total); });
      request.addEventListener('error', () => reject(new Error(words.sendFailed)));
      request.addEventListener('load', () => {
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch (error) { /* an error page */ }
        if (request.status === 201) resolve(answer);
        else reject(new Error(typeof answer.error === 'string' ? answer.error : words.sendFailed));
      });
      request.send(data);
    }));
  }

  /* Photographs become smaller and lose what the camera noted; drawings that move and small pictures stay as they are. */
  function smaller(file) {
    if (!window.createImageBitmap || /gif|svg/.test(file.type)) return Promise.resolve(file);
    return createImageBitmap(file, { imageOrientation: 'from-image' }).then((bitmap) => {
      const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      const type = file.type === 'image/png' || file.type === 'image/webp' ? file.type : 'image/jpeg';
      if (scale === 1 && type === file.type && file.size < 1500000 && type !== 'image/jpeg') return file;
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ? named(blob, file.name, type) : file), type, QUALITY));
    }).catch(() => file);
  }

  function named(blob, name, type) {
    const ending = { 'image/jpeg': '.jpg', 'image/png': '.png', 'image/webp': '.webp' }[type];
    return new File([blob], (name || 'picture').replace(/\.[^.]*$/, '') + ending, { type });
  }

  function line(box) {
    const note = box.querySelector('.writing-note');
    const bar = document.createElement('progress');
    const label = document.createElement('span');
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute('aria-label', words.sending);
    note.replaceChildren(bar, label);
    note.hidden = false;
    return {
      say: (sentence, done) => { label.textContent = sentence; bar.value = done; },
      end: (sentence) => {
        note.textContent = sentence;
        setTimeout(() => { if (note.textContent === sentence) note.hidden = true; }, 8000);
      },
    };
  }
})();
