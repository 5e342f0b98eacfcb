/* A picture sent from the editor of an item comes into its form without a new page: what is being typed there stays.
   Where somebody else changed the words meanwhile the page is fetched anew, and what was typed is offered as ever. */
(function () {
  'use strict';

  const WORDS = ['title', 'caption', 'text', 'note', 'booth', 'demonstrations'];

  document.addEventListener('upload:done', (event) => {
    if (!document.getElementById('pictures')) return;
    event.preventDefault();
    fetch(location.href)
      .then((answer) => { if (!answer.ok || answer.redirected) throw new Error(String(answer.status)); return answer.text(); })
      .then((page) => takeIn(new DOMParser().parseFromString(page, 'text/html')))
      .catch(() => location.reload());
  });

  function takeIn(page) {
    const wall = document.getElementById('pictures');
    const form = wall.closest('form');
    const fresh = page.getElementById('pictures');
    const there = fresh.closest('form');
    if (WORDS.some((name) => form.elements[name].defaultValue !== there.elements[name].defaultValue)) { location.reload(); return; }
    choices(wall).forEach((select) => keep(select, fresh.querySelector('[name="' + CSS.escape(select.name) + '"]')));
    keep(form.elements.video_key, there.elements.video_key);
    form.elements.video_key.replaceWith(there.elements.video_key);
    wall.replaceWith(fresh);
    form.elements.revision.value = there.elements.revision.value;
    form.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function choices(wall) {
    return Array.from(wall.querySelectorAll('select'));
  }

  /* What was chosen and not saved yet is chosen still. */
  function keep(select, fresh) {
    const shown = Array.from(select.options).find((option) => option.defaultSelected);
    if (fresh && select.value !== (shown ? shown.value : '')) fresh.value = select.value;
  }
})();
