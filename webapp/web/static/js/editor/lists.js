/* Fields with one item a line: how many there are, and how long the longest is, against what the forms allow. */
(function () {
  'use strict';
  const length = (text) => Array.from(text.replace(/\s/g, '')).length;

  document.querySelectorAll('[data-list-most]').forEach((field) => {
    const foot = document.createElement('p');
    foot.className = 'field-foot';
    foot.id = field.id + '-count';
    field.setAttribute('aria-describedby', ((field.getAttribute('aria-describedby') || '') + ' ' + foot.id).trim());
    field.after(foot);
    const count = () => {
      const items = field.value.split(field.dataset.listEnds === 'words' ? /[\n,，、;；]/ : /\n/).map((item) => item.trim()).filter(Boolean);
      const most = Number(field.dataset.listMost);
      const long = Number(field.dataset.listLong || 0);
      const longest = items.reduce((found, item, index) => (length(item) > found.size ? { size: length(item), at: index + 1 } : found), { size: 0, at: 0 });
      const parts = [field.dataset.textItems.replace('{n}', items.length).replace('{most}', most)];
      if (long && items.length) parts.push(field.dataset.textLongest.replace('{at}', longest.at).replace('{n}', longest.size).replace('{long}', long));
      foot.textContent = parts.join(' · ');
      foot.dataset.over = String(items.length > most || (long > 0 && longest.size > long));
    };
    field.addEventListener('input', count);
    document.addEventListener('kept:restored', count);
    count();
  });
})();
