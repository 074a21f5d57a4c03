// JupyterLab and Notebook 7 load this file by themselves. All it does is to add a stylesheet, so
// that Persian lessons read well when they are opened, before any cell has been run.
(function () {
  const name = "tinygrad-fa-persian";
  const here = new URL(".", document.currentScript.src);
  const plugin = {
    id: name + ":style",
    description: "Persian prose in notebooks reads from right to left",
    autoStart: true,
    activate: function () {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = new URL("style.css", here).href;
      document.head.appendChild(sheet);
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[name] = {
    init: function () {},
    get: function () {
      return Promise.resolve(function () {
        return { __esModule: true, default: plugin };
      });
    },
  };
})();
