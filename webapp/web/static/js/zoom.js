/* Pictures enlarge in place: links marked data-zoom (with data-width and data-height where known) and pictures in the text. */
const here = document.querySelector('script[data-lightbox]').dataset;

document.querySelectorAll('.prose img').forEach((image) => {
  if (image.closest('a')) return;
  const link = document.createElement('a');
  link.href = image.currentSrc || image.src;
  link.dataset.zoom = '';
  image.replaceWith(link);
  link.append(image);
});
document.querySelectorAll('[data-zoom]').forEach((link) => {
  const image = link.querySelector('img');
  link.dataset.pswpWidth = link.dataset.width || (image && image.naturalWidth) || 1600;
  link.dataset.pswpHeight = link.dataset.height || (image && image.naturalHeight) || 1200;
  if (image && !image.complete && !link.dataset.width) {
    image.addEventListener('load', () => {
      link.dataset.pswpWidth = image.naturalWidth;
      link.dataset.pswpHeight = image.naturalHeight;
    }, { once: true });
  }
});

/* A picture pressed before the viewer has come is opened as soon as it is there. */
let early = null;
function hold(event) {
  const link = event.target.closest('[data-zoom]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  early = link;
}

if (document.querySelector('[data-zoom]')) {
  document.addEventListener('click', hold);
  import(here.lightbox).then(({ default: Lightbox }) => {
    const lightbox = new Lightbox({
      gallery: 'main', children: '[data-zoom]', pswpModule: () => import(here.viewer), bgOpacity: 0.92,
      closeTitle: here.textClose, zoomTitle: here.textZoom, arrowPrevTitle: here.textBack, arrowNextTitle: here.textOn, errorMsg: here.textFailed,
    });
    lightbox.init();
    document.removeEventListener('click', hold);
    if (early) early.click();
  }).catch(() => {
    document.removeEventListener('click', hold);
    if (early) location.assign(early.href);
  });
}
