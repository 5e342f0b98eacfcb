/* Formulae: elements of class arithmatex hold \( … \) or \[ … \]; a formula that cannot be read stays as it was written.
   Those that come later are drawn when the event math:draw names the element they are in. */
(function () {
  'use strict';
  document.addEventListener('math:draw', (event) => event.detail.querySelectorAll('.arithmatex').forEach(draw));
  document.querySelectorAll('.arithmatex').forEach(draw);

  function draw(element) {
    const source = element.textContent.trim();
    const found = /^\\([[(])([\s\S]*)\\[\])]$/.exec(source);
    if (!found) return;
    try {
      window.katex.render(found[2], element, { displayMode: found[1] === '[', throwOnError: true, trust: false, maxExpand: 500, maxSize: 50 });
    } catch (error) {
      element.textContent = source;
    }
  }
})();
