// Walks through the desk at the address given, as a reader does, and says what is wrong with it.
// node walk.mjs http://127.0.0.1:8080 FOLDER-FOR-PICTURES
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [base, out] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(out, { recursive: true });

const faults = [];
const fault = (where, what) => { faults.push(`${where}: ${what}`); };
const expect = (is, where, what) => { if (!is) fault(where, what); };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

const listing = await (await fetch(`${base}/api/v1/reports?limit=100`)).json();
const later = listing.reports.find((report) => report.supersedes);
const pages = ["/", "/figures", "/disputes", "/incidents", "/timeline", "/people", "/access", "/talks", "/places", "/statements",
  "/statements?act=deny", "/sources", "/reports", `/reports/${listing.reports[0].version}`, "/copies", "/review", "/add",
  "/search?about=dam", "/search?about=killed", "/statements?topic=killed", `/reports/${listing.reports[0].version}/received`, "/nothing-here"];
if (later) pages.push(`/reports/${later.version}/changes`);
const voices = (await (await fetch(`${base}/api/v1/sources`)).json()).sources;
for (const unnamed of [false, true]) {
  const voice = voices.find((one) => one.unnamed === unnamed);
  if (voice) pages.push(`/sources/${encodeURIComponent(voice.key)}`);
}
const first = (await (await fetch(`${base}/api/v1/figures?limit=1`)).json()).findings[0];
pages.push(`/review/${first.id}`);

/** A page in which every message of the browser is a fault. */
const open = async (options) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => fault(page.url(), error.message));
  page.on("console", (message) => {
    const said = message.text();
    if (message.type() === "error" && !/404 \(Not Found\)/.test(said)) fault(page.url(), said);
  });
  page.on("request", (request) => { if (!request.url().startsWith(base) && !request.url().startsWith("data:")) fault(page.url(), `asks ${request.url()}`); });
  return page;
};

const name = (path) => path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "situation";

/** Every page: no fault that axe-core calls serious, nothing wider than the window, a picture of it. */
for (const [width, colorScheme] of [[1440, "light"], [390, "light"], [1440, "dark"], [390, "dark"]]) {
  const page = await open({ viewport: { width, height: width > 600 ? 900 : 844 }, colorScheme });
  for (const path of pages) {
    await page.goto(base + path, { waitUntil: "load" });
    await page.waitForTimeout(150);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide <= 0, `${path} at ${width}`, `is ${wide} px wider than the window`);
    await page.screenshot({ path: `${out}/${name(path)}-${width}-${colorScheme}.png` });
    const bare = await page.evaluate(() => [...document.querySelectorAll("main a[href]")].filter((one) => !one.textContent.trim() && !one.querySelector("title, svg, path") && !one.getAttribute("aria-label")).length);
    expect(bare === 0, path, `has ${bare} links without words`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const violation of found.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
      const node = violation.nodes[0];
      fault(`${path} at ${width} ${colorScheme}`, `${violation.id}: ${violation.help}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join("; ")}`);
    }
  }
  await page.context().close();
}

/** Without scripts every page says the same. */
{
  const page = await open({ javaScriptEnabled: false });
  for (const path of pages) {
    await page.goto(base + path);
    expect((await page.locator("main h1, main h2").count()) > 0, path, "shows nothing without scripts");
  }
  await page.goto(`${base}/statements?limit=20`);
  await page.click("text=Earlier");
  expect(page.url().includes("after="), "/statements", "cannot be paged through without scripts");
  await page.context().close();
}

/** With scripts it is handier. */
{
  const page = await open();
  await page.goto(`${base}/statements?limit=20`);
  await page.click("text=Earlier");
  await page.waitForFunction(() => document.querySelectorAll("#rows > .row").length === 40, null, { timeout: 5000 }).catch(() => fault("/statements", "does not load earlier rows in place"));
  await page.goto(`${base}/`);
  await page.keyboard.press("/");
  expect(await page.evaluate(() => document.activeElement.id === "find"), "keys", "`/` does not lead to the search");
  await page.keyboard.type("dam");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search/);
  expect((await page.locator("mark").count()) > 0, "/search", "does not mark what was sought");
  await page.keyboard.press("j");
  expect(await page.evaluate(() => document.activeElement.matches(".row")), "keys", "`j` does not lead to the first line");
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await page.waitForURL(/statements/);
  await page.goto(`${base}/reports/${listing.reports[0].version}`);
  const colour = () => page.locator(".text .source").first().evaluate((one) => getComputedStyle(one).color);
  const marked = await colour();
  await page.uncheck("#layer-source");
  expect(marked !== (await colour()), "reader", "a layer cannot be switched off");
  await page.locator(".notes a").first().click();
  expect(await page.evaluate(() => !!document.querySelector(":target")), "reader", "a note does not lead to its words");
  await page.goto(`${base}/figures`);
  await page.waitForSelector(".uplot canvas", { timeout: 5000 }).catch(() => fault("/figures", "draws no chart"));
  expect(await clickedPoint(page), "/figures", "a point of a chart does not lead to its words");
  await page.context().close();
}

/** Looks for a point of the first chart with the mouse and clicks it: does the report open at words? */
async function clickedPoint(page) {
  const over = page.locator(".uplot .u-over").first();
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  for (let x = 6; x < box.width; x += 20) {
    for (let y = 6; y < box.height; y += 20) {
      await page.mouse.move(box.x + x, box.y + y);
      if (!(await page.locator(".told:not([hidden])").count())) continue;
      await page.mouse.click(box.x + x, box.y + y);
      await page.waitForURL(/reports\//, { timeout: 5000 }).catch(() => {});
      return page.evaluate(() => !!document.querySelector(":target"));
    }
  }
  return false;
}

/** Adding a report: from an empty form to the report on the screen; and others are told. */
{
  const page = await open();
  const other = await open();
  await other.goto(`${base}/timeline`);
  await page.goto(`${base}/add`);
  const script = "<img src=x onerror=\"document.title='run'\">";
  await page.fill("textarea", `The mayor of Lower Ansted, Iva Brenn ${script}, said on Friday that 14 more people had been found alive. She denied that the search was over.`);
  await page.fill("[name=title]", `Found alive ${script}`);
  await page.fill("[name=outlet]", "Valley Evening");
  await page.fill("[name=published]", "2031-03-14");
  await page.click("text=Read and add");
  await page.waitForSelector("text=1 added", { timeout: 60000 }).catch(() => fault("/add", "does not come to an end"));
  await page.locator(".batch a").first().click();
  await page.waitForURL(/reports/);
  expect((await page.textContent("h1")).includes("Found alive"), "/add", "does not lead to the report");
  expect((await page.title()) !== "run" && (await page.locator("main img").count()) === 0, "reader", "runs what a report says");
  await other.waitForSelector("#news:not([hidden])", { timeout: 15000 }).catch(() => fault("news", "does not tell that more has come in"));
  await page.goto(`${base}/search?about=mayor`);
  expect((await page.content()).includes("Found alive"), "/search", "does not find what was added");
  await page.context().close();
  await other.context().close();
}

/** What is new since one last looked, and searches that are saved: without scripts, too. */
for (const javaScriptEnabled of [true, false]) {
  const page = await open({ javaScriptEnabled });
  await page.goto(`${base}/`);
  const title = `News of the weir ${javaScriptEnabled}`;
  const sent = await fetch(`${base}/api/v1/reports`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text: "The keeper said the weir held.", title, published: "2031-03-15" }) });
  const { id } = await sent.json();
  for (let at = 0; at < 100 && !(await (await fetch(`${base}/api/v1/batches/${id}`)).json()).done; at += 1) await page.waitForTimeout(200);
  await page.waitForTimeout(1500);
  await page.goto(`${base}/`);
  expect((await page.locator(".since").textContent()).includes(title), "/", "does not tell what is new");
  await page.click(".since button");
  await page.waitForLoadState("load");
  expect((await page.locator(".since").count()) === 0, "/", "tells what was seen as new");
  await page.goto(`${base}/statements?act=deny`);
  await page.fill(".save [name=name]", "Denials");
  await page.click(".save button");
  await page.waitForLoadState("load");
  await page.goto(`${base}/statements`);
  await page.click(".saved a");
  expect(page.url().endsWith("act=deny"), "/statements", "does not lead to a saved search");
  await page.click(".saved button");
  await page.waitForLoadState("load");
  expect((await page.locator(".saved").count()) === 0, "/statements", "does not forget a saved search");
  await page.context().close();
}

/** Reviewing: every decision there is, by buttons and by keys, undone again, with name and time. */
{
  const page = await open();
  await page.goto(`${base}/review`);
  await page.fill(".reviewer [name=by]", "Ada Reviewer");
  const first = await page.locator(".queue .row").first().getAttribute("id");
  await page.locator(".queue .row").first().locator("[value=accept]").click();
  await page.waitForURL(/review/);
  expect((await page.textContent(".decided")).includes("Ada Reviewer"), "/review", "does not tell who decided");
  expect((await page.locator(`[id="${first}"]`).count()) === 0, "/review", "shows what was decided as waiting");
  expect((await page.inputValue(".reviewer [name=by]")) === "Ada Reviewer", "/review", "forgets the reviewer's name");
  await page.locator(".queue .row").first().focus();
  await page.keyboard.press("n");
  await page.waitForSelector(".decided td:has-text('reject')", { timeout: 10000 }).catch(() => fault("/review", "`n` does not reject"));
  await page.keyboard.press("Escape");
  await page.locator(".undo").first().click();
  await page.waitForSelector(".decided .undone", { timeout: 10000 }).catch(() => fault("/review", "cannot undo"));
  const listed = await (await fetch(`${base}/api/v1/statements?limit=200`)).json();
  const one = listed.findings.find((it) => it.content.length === 1 && it.content[0].text.split(" ").length > 6);
  const other = listed.findings.find((it) => it.id !== one.id);
  const at = `${base}/review/${one.id}`;
  const decided = async (what) => {
    await page.waitForLoadState("load");
    const told = await page.locator(".decided").allTextContents();
    expect(told.join(" ").includes(what), "/review/ID", `does not tell of ${what}`);
  };
  await page.goto(at);
  // Words that are selected in the passage become those to correct to; keys lead to each part of the form.
  await page.evaluate(() => { const range = document.createRange(); range.selectNodeContents(document.querySelector(".context mark")); getSelection().removeAllRanges(); getSelection().addRange(range); });
  await page.waitForFunction(() => document.querySelector("#value").value.length > 3, null, { timeout: 3000 }).catch(() => fault("/review/ID", "selected words do not become the correction"));
  await page.evaluate(() => getSelection().removeAllRanges());
  await page.keyboard.press("x");
  expect(await page.evaluate(() => document.activeElement.name === "with"), "/review/ID", "`x` does not lead to the other finding");
  await page.keyboard.press("Escape");
  const shorter = one.content[0].text.split(" ").slice(1).join(" ");
  await page.selectOption("[name=field]", "content");
  await page.fill("[name=value]", shorter);
  await page.click("[value=correct]");
  await decided("correct");
  await page.selectOption("[name=reliability]", "B");
  await page.selectOption("[name=credibility]", "3");
  await page.click("[value=grade]");
  await decided("B3");
  await page.fill("[name=note]", "<script>document.title='run'</script>");
  await page.click("[value=note]");
  await decided("<script>");
  expect((await page.title()) !== "run", "/review/ID", "runs a note");
  await page.selectOption("[name=level]", "restricted");
  await page.click("[value=sensitivity]");
  await page.waitForLoadState("load");
  await page.goto(`${base}/review`);
  await decided("sensitivity");
  await page.locator(".undo").first().click();
  await page.waitForLoadState("load");
  await page.goto(at);
  await page.fill("[name=with]", other.id);
  await page.click("[value=merge]");
  await decided("merge");
  await page.fill("[name=with]", other.id);
  await page.click("[value=split]");
  await decided("split");
  await page.click("[value=accept]");
  await decided("accept");
  await page.click("[value=redact]");
  await decided("redact");
  expect((await page.locator(".context").textContent()).includes("█"), "/review/ID", "shows what was redacted");
  await page.goto(`${base}/review`);
  await page.click(".person summary");
  await page.fill(".person [name=with]", "Nobody Atall");
  await page.selectOption(".person [name=level]", "confidential");
  await page.click(".person [value=sensitivity]");
  await decided("confidential");
  expect(!(await page.textContent(".decided")).includes("Atall"), "/review", "names whom nobody may see");
  const reviews = await (await fetch(`${base}/api/v1/reviews`)).json();
  expect(reviews.reviews.every((it) => it.by === "Ada Reviewer" && it.at), "/api/v1/reviews", "does not keep who and when");
  expect(reviews.reviews.length >= 10, "/api/v1/reviews", `holds ${reviews.reviews.length} decisions only`);
  await page.context().close();
}

await browser.close();
console.log(JSON.stringify({ pages: pages.length, faults }, null, 1));
process.exit(faults.length ? 1 : 0);
