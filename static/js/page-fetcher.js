// Fetches pages of this site as documents, one at a time: a later wish ends an earlier one.

// XMLHttpRequest parses a page itself, which a policy of trusted types allows.
export function pageFetcher() {
  let running = null;
  return function fetchPage(url) {
    running?.abort();
    return new Promise((resolve, reject) => {
      const request = (running = new XMLHttpRequest());
      request.open("GET", url);
      request.responseType = "document";
      request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject());
      request.onerror = reject;
      request.send();
    });
  };
}
