/* Menus made of <details>: one open at a time, closed by Escape or a press elsewhere; the phone's filter sheet closes by Escape.
   The tab one is on is in sight, however many there are. */
(function () {
  'use strict';
  const open = () => Array.from(document.querySelectorAll('details.menu[open]'));

  document.addEventListener('click', (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const cancel = event.target.closest('[data-close-details]');
    if (cancel) closeDetails(cancel.closest('details'));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    open().forEach(closeDetails);
    if (document.querySelector('.facets:target')) location.hash = 'results';
  });
  document.querySelectorAll('[data-close-details]').forEach((button) => { button.hidden = false; });
  document.querySelectorAll('.tabs [aria-current]').forEach((tab) => {
    const row = tab.closest('.tabs');
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.clientWidth) / 2;
  });

  function closeDetails(details) {
    details.open = false;
    details.querySelector('summary').focus();
  }
})();
