/* A picture for a step: chosen from those of the draft, or added here; shown small beside the choice. */
(function () {
  'use strict';
  const form = document.getElementById('editor');

  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-row-picture]');
    if (button) button.parentElement.querySelector('input[type="file"]').click();
  });
  form.addEventListener('change', (event) => {
    const box = event.target.closest('.row-picture');
    if (!box) return;
    if (event.target.type === 'file') send(box, event.target);
    else show(box);
  });
  form.addEventListener('rows:changed', all);
  document.addEventListener('kept:restored', all);
  all();

  function all() {
    form.querySelectorAll('.row-picture').forEach((box) => {
      box.querySelectorAll('[data-row-picture]').forEach((button) => { button.hidden = false; });
      show(box);
    });
  }

  function send(box, input) {
    const file = input.files[0];
    const note = box.querySelector('[data-row-picture-note]');
    input.value = '';
    if (!file) return;
    window.writingPictures.send(file, (done) => { note.textContent = Math.round(done * 100) + '%'; }).then((made) => {
      document.querySelectorAll('.row-picture select').forEach((select) => addTo(select, made));
      document.querySelectorAll('[data-rows] > template').forEach((template) => template.content.querySelectorAll('.row-picture select').forEach((select) => addTo(select, made)));
      const select = box.querySelector('select');
      select.value = made.key;
      note.textContent = '';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }).catch((error) => { note.textContent = error.message; });
  }

  function addTo(select, made) {
    if (Array.from(select.options).some((option) => option.value === made.key)) return;
    const option = document.createElement('option');
    option.value = made.key;
    option.textContent = made.name;
    select.append(option);
  }

  function show(box) {
    const key = box.querySelector('select').value;
    let image = box.querySelector('img');
    if (!key) { if (image) image.remove(); return; }
    if (!image) {
      image = document.createElement('img');
      image.alt = '';
      image.addEventListener('error', () => again(image));
      box.append(image);
    }
    const address = '/attachments/' + encodeURIComponent(key) + '/picture';
    if (image.dataset.address !== address) { image.dataset.address = address; image.dataset.turn = 0; image.src = address; }
  }

  /* A picture just sent takes a moment until it can be shown. */
  function again(image) {
    const turn = Number(image.dataset.turn) + 1;
    image.dataset.turn = turn;
    if (turn < 8) setTimeout(() => { image.src = image.dataset.address + '?' + turn; }, 600 * turn);
  }
})();
