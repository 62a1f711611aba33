import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { keepOffline } from "./offline";
import { app } from "./state.svelte";

const kept = (key: string) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

const language = kept("language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
app.setLanguage(language === "zh" ? "zh" : "en");
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
app.theme = (kept("theme") ?? (dark ? "dark" : "light")) === "dark" ? "dark" : "light";

const target = document.getElementById("page");
if (target) {
  target.textContent = "";
  mount(App, { target });
  void app.start().then(keepOffline);
  const tell = () => (app.isOffline = !navigator.onLine);
  window.addEventListener("offline", tell);
  window.addEventListener("online", tell);
}
