/* Lets the browser keep the page of who can help now, for a time without a network. Without this, that page needs the network. */

const link = document.querySelector("[data-help-worker]");

if (link && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(link.dataset.helpWorker, { scope: "/help-now" }).catch(() => {
    // a browser that keeps nothing, as in a private window: the page still opens with a network
  });
}
