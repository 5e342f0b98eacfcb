/* Figures: totals of the benefits, the change of each measure, and what looks wrong with numbers and units, while they are typed. */
(function () {
  'use strict';
  const holder = document.getElementById('figure-words');
  if (!holder) return;
  const words = holder.dataset;
  const NUMBER = /^[-+−]?\d[\d,，]*(?:\.\d+)?$/;
  const RANGE = /^[-+−±≤≥<>＜＞约]?\s*\d[\d,，.]*\s*%?(?:\s*(?:[-~—–～×x至]|——)\s*\d[\d,，.]*\s*%?)*$/;

  ['measures', 'benefits'].forEach((name) => {
    const box = document.querySelector('[data-rows="' + name + '"]');
    if (!box) return;
    const sum = document.createElement('p');
    sum.className = 'figure-sum';
    sum.setAttribute('role', 'status');
    box.querySelector('.rows').after(sum);
    const check = () => { if (name === 'measures') measures(box, sum); else benefits(box, sum); };
    box.addEventListener('input', check);
    box.addEventListener('change', check);
    box.addEventListener('rows:changed', check);
    check();
  });

  function benefits(box, sum) {
    const by = { saved: 0, gained: 0, '': 0 };
    const years = new Set();
    let count = 0;
    rows(box).forEach((row) => {
      const field = cell(row, 'amount_yuan');
      const typed = plain(field.value);
      const tens = /^(\d+(?:\.\d+)?)万元?$/.exec(typed);
      let warning = '';
      let offer = 0;
      if (tens) { warning = words.tenThousand; offer = Math.round(Number(tens[1]) * 1000000) / 100; } else if (typed && !NUMBER.test(typed)) warning = words.notANumber;
      else if (typed && Number(typed) !== 0 && Math.abs(Number(typed)) < 1000) { warning = words.small.replace('{n}', typed); offer = Math.round(Number(typed) * 1000000) / 100; } else if (typed && !cell(row, 'year').value.trim()) warning = words.noYear;
      warn(row, field, warning, offer);
      if (!typed || warning === words.notANumber || tens) return;
      count += 1;
      by[cell(row, 'kind').value in by ? cell(row, 'kind').value : ''] += Number(typed);
      if (cell(row, 'year').value.trim()) years.add(cell(row, 'year').value.trim());
    });
    const total = by.saved + by.gained + by[''];
    const parts = [['saved', words.saved], ['gained', words.gained]].filter(([key]) => by[key]).map(([key, label]) => label + ' ' + money(by[key]));
    sum.textContent = count ? words.total.replace('{sum}', money(total)).replace('{n}', years.size || count) + (parts.length ? words.open + parts.join(words.between) + words.close : '') : '';
  }

  function measures(box, sum) {
    const units = new Map();
    const said = [];
    rows(box).forEach((row) => {
      const name = cell(row, 'name').value.trim();
      const unit = cell(row, 'unit').value.trim();
      const before = plain(cell(row, 'before').value);
      const after = plain(cell(row, 'after').value);
      let warning = '';
      if (name && units.has(name) && units.get(name) !== unit) warning = words.mixed.replace('{a}', units.get(name) || '—').replace('{b}', unit || '—');
      else if ([before, after].some((value) => value && !RANGE.test(value))) warning = unit && [before, after].some((value) => value.endsWith(plain(unit))) ? words.unitTwice : words.notMeasured;
      else if ((before || after) && !unit) warning = words.noUnit;
      if (name) units.set(name, unit);
      warn(row, cell(row, 'unit'), warning, 0);
      if (NUMBER.test(before) && NUMBER.test(after) && Number(before)) {
        const change = Math.round((Number(after) / Number(before) - 1) * 1000) / 10;
        said.push((name || words.unnamed) + ' ' + (change > 0 ? '+' : change < 0 ? '−' : '') + Math.abs(change) + '%');
      }
    });
    sum.textContent = said.length ? words.change + said.join(words.between) : '';
  }

  function rows(box) {
    return Array.from(box.querySelectorAll('.rows > .row'));
  }

  function cell(row, name) {
    return row.querySelector('[name$="-' + name + '"]');
  }

  function plain(text) {
    return text.trim().replace(/[,，\s]/g, '').replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace('−', '-');
  }

  function money(amount) {
    const text = (Math.round(amount * 100) / 100).toLocaleString('zh-CN', { maximumFractionDigits: 2 });
    const large = Math.abs(amount) >= 10000 ? words.about.replace('{n}', (Math.round(amount / 100) / 100).toLocaleString('zh-CN')) : '';
    return text + ' ' + words.yuan + large;
  }

  function warn(row, field, sentence, offer) {
    let note = row.querySelector('.figure-warning');
    if (!sentence) { if (note) note.remove(); return; }
    if (!note) {
      note = document.createElement('p');
      note.className = 'figure-warning';
      row.append(note);
    }
    if (note.dataset.said === sentence + offer) return;
    note.dataset.said = sentence + offer;
    note.textContent = sentence;
    if (!offer) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-quiet';
    button.textContent = words.convert.replace('{n}', offer);
    button.addEventListener('click', () => {
      field.value = String(offer);
      field.focus();
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    note.append(' ', button);
  }
})();
