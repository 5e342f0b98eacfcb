/* Importing: files and folders can be dropped; what was chosen is counted; sending shows how far it is. */
(function () {
  'use strict';
  const form = document.querySelector('form[data-import]');
  if (!form) return;
  const words = form.dataset;
  const drop = form.querySelector('[data-import-drop]');
  const chosen = form.querySelector('[data-import-chosen]');
  const bar = form.querySelector('[data-import-bar]');
  const inputs = Array.from(form.querySelectorAll('input[type="file"]'));
  let dropped = [];

  form.querySelector('[data-import-words]').hidden = false;
  inputs.forEach((input) => input.addEventListener('change', () => { dropped = []; show(); }));
  ['dragover', 'dragleave', 'drop'].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.dataset.over = String(name === 'dragover');
    if (name !== 'drop') return;
    const entries = Array.from(event.dataTransfer.items || []).map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const plain = Array.from(event.dataTransfer.files).map((file) => ({ file, path: file.name }));
    (entries.length ? Promise.all(entries.map((entry) => walk(entry, ''))).then((lists) => lists.flat()) : Promise.resolve(plain)).then((files) => {
      inputs.forEach((input) => { input.value = ''; });
      dropped = files;
      show();
    });
  }));

  function walk(entry, folder) {
    const path = folder + entry.name;
    if (entry.isFile) return new Promise((done) => entry.file((file) => done([{ file, path }]), () => done([])));
    const reader = entry.createReader();
    const found = [];
    return new Promise((done) => {
      (function more() {
        reader.readEntries((entries) => {
          if (!entries.length) { Promise.all(found.map((each) => walk(each, path + '/'))).then((lists) => done(lists.flat())); return; }
          found.push(...entries);
          more();
        }, () => done([]));
      })();
    });
  }

  function files() {
    if (dropped.length) return dropped;
    return inputs.flatMap((input) => Array.from(input.files).map((file) => ({ file, path: file.webkitRelativePath || file.name })));
  }

  function show() {
    const list = files();
    const total = list.reduce((sum, each) => sum + each.file.size, 0);
    if (!list.length) { chosen.textContent = ''; return; }
    const limit = Number(words.limit);
    const said = words.textFiles.replace('{n}', list.length).replace('{size}', size(total));
    chosen.textContent = total > limit ? said + ' · ' + words.textLarge.replace('{size}', size(limit)) : said;
  }

  form.addEventListener('submit', (event) => {
    const list = files();
    if (!list.length) return;
    event.preventDefault();
    const data = new FormData(form);
    inputs.forEach((input) => data.delete(input.name));
    list.forEach((each) => data.append('files', each.file, each.path));
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    bar.hidden = false;
    form.querySelector('button[type="submit"]').disabled = true;
    request.upload.addEventListener('progress', (progress) => {
      if (!progress.lengthComputable) return;
      const percent = Math.floor(progress.loaded * 100 / progress.total);
      bar.value = percent;
      chosen.textContent = words.textSending.replace('{percent}', percent);
    });
    request.addEventListener('load', () => {
      if (request.status < 400 && request.responseURL) { location.assign(request.responseURL); return; }
      failed(reason(request.responseText));
    });
    request.addEventListener('error', () => failed(''));
    request.send(data);
  });

  if (files().length) show(); // chosen before this was there

  function reason(text) {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const summary = page.querySelector('.error-summary ul, main p');
    return summary ? summary.textContent.trim() : '';
  }

  function failed(why) {
    bar.hidden = true;
    form.querySelector('button[type="submit"]').disabled = false;
    chosen.textContent = why || words.textFailed;
  }

  function size(bytes) {
    if (bytes < 1048576) return Math.max(1, Math.round(bytes / 1024)) + ' KB';
    return (bytes / 1048576).toFixed(1) + ' MB';
  }
})();
