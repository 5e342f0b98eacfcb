/* Uploads: files go one after the other to the form's own address, each with a bar, its speed and a way to stop; then the page is
   fetched anew, unless somebody takes `upload:done` in hand. */
(function () {
  'use strict';

  document.querySelectorAll('form[data-upload]').forEach((form) => {
    const input = form.querySelector('input[type="file"]');
    const list = form.querySelector('.upload-list');
    const words = form.dataset;
    const waiting = [];
    let running = false;
    let sent = 0;
    let refused = 0;

    form.querySelector('button[type="submit"]').hidden = true;
    form.addEventListener('submit', (event) => { event.preventDefault(); add(input.files); });
    input.addEventListener('change', () => add(input.files));
    ['dragover', 'dragleave', 'drop'].forEach((name) => form.addEventListener(name, (event) => {
      event.preventDefault();
      form.dataset.over = String(name === 'dragover');
      if (name === 'drop') add(event.dataTransfer.files);
    }));
    window.addEventListener('beforeunload', (event) => { if (running) { event.preventDefault(); event.returnValue = ''; } });
    add(input.files); // chosen before this was there

    function add(files) {
      Array.from(files).forEach((file) => {
        const line = newLine(file.name);
        const limit = Number(words.limit);
        if (limit && file.size > limit) { fail(line, words.textLarge + ' (' + size(file.size) + ' > ' + size(limit) + ')'); return; }
        line.say(words.textWaiting);
        waiting.push({ file, line });
      });
      input.value = '';
      next();
    }

    function next() {
      if (running) return;
      const item = waiting.shift();
      if (!item) { if (sent && !refused && form.dispatchEvent(new CustomEvent('upload:done', { bubbles: true, cancelable: true }))) location.reload(); return; }
      if (item.line.stopped) { next(); return; }
      running = true;
      send(item.file, item.line, () => { running = false; next(); });
    }

    function send(file, line, finished) {
      const data = new FormData(form);
      data.delete(input.name);
      data.append(input.name, file, file.name);
      const request = new XMLHttpRequest();
      const began = Date.now();
      request.open('POST', form.action);
      request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
      request.upload.addEventListener('progress', (event) => {
        if (!event.lengthComputable) return;
        line.bar.max = event.total;
        line.bar.value = event.loaded;
        const speed = event.loaded / Math.max(0.001, (Date.now() - began) / 1000);
        line.say(size(event.loaded) + ' / ' + size(event.total) + ' · ' + size(speed) + '/s');
      });
      request.addEventListener('load', () => {
        if (request.status < 400) { sent += 1; line.done(words.textDone); } else fail(line, reason(request));
      });
      request.addEventListener('error', () => fail(line, words.textFailed));
      request.addEventListener('abort', () => line.done(words.textStopped));
      request.addEventListener('loadend', finished);
      line.stop = () => request.abort();
      request.send(data);
    }

    function reason(request) {
      try {
        const error = JSON.parse(request.responseText).error;
        return typeof error === 'string' ? error : error.title;
      } catch (error) { return words.textFailed; }
    }

    function fail(line, why) {
      refused += 1;
      line.done(why);
      line.root.classList.add('field-error');
    }

    function newLine(name) {
      const root = document.createElement('li');
      const label = document.createElement('div');
      const bar = document.createElement('progress');
      const state = document.createElement('span');
      const button = document.createElement('button');
      root.className = 'progress';
      label.textContent = name;
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute('aria-label', name);
      button.type = 'button';
      button.className = 'button button-quiet';
      button.textContent = words.textStop;
      root.append(label, bar, state, ' ', button);
      list.appendChild(root);
      const line = {
        root, bar, stopped: false,
        say: (text) => { state.textContent = text; },
        done: (text) => { line.say(text); button.remove(); },
        stop: () => { line.stopped = true; line.done(words.textStopped); },
      };
      button.addEventListener('click', () => line.stop());
      return line;
    }

    function size(bytes) {
      const units = ['B', 'KB', 'MB', 'GB'];
      let unit = 0;
      let value = bytes;
      while (value >= 1000 && unit < 3) { value /= 1024; unit += 1; }
      return value.toFixed(unit ? 1 : 0) + ' ' + units[unit];
    }
  });
})();
