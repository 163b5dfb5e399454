/** The pad, what the network gets, its answer, and the most similar training rows. */

import { createRef, type ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { Bars } from "../../shared/bars";
import { colourIn } from "../../shared/colours";
import { isGiven } from "../../shared/detail_view";
import { oncePerFrame } from "../../shared/frame";
import { bytesIn } from "../../shared/numbers";
import { onTheme } from "../../shared/page_theme";
import { receiveFocus } from "../../shared/pass_focus";
import { PictureCanvas } from "../../shared/picture_canvas";
import { pixelsOf, type Picture } from "../../shared/pixels";
import { imageOf, imageOfClipboard, imageOfPaste, Refusal } from "./image";
import type { Answer, Message, PadModel } from "./model";
import { SIDE, Sketch, type Colours } from "./sketch";

const PENS = [["Thin", 12], ["Medium", 22], ["Thick", 34]] as const;
const EMPTY: Answer = { words: "", bars: [], note: "", caption: "", similar: [], refusal: "" };
/** How long a kernel may take before the next drawing is sent all the same, in milliseconds. */
const PATIENCE = 1000;
/** The longer side of a picture, as the stylesheet has its frame. */
const PICTURE_SIDE = 112;
const SIMILAR_SIDE = 44;

export default widget<PadModel>((model, el, ended) => {
  const canvasRef = createRef<HTMLCanvasElement>();
  const fileRef = createRef<HTMLInputElement>();
  const sketch = new Sketch();
  let pen: number = PENS[1][1];
  /** As a hex number; null until a person picks one. */
  let colour: string | null = null;
  let isDown = false;
  /** Why an image was refused, or nothing can be sent. */
  let problem = "";
  /** What a screen reader says: the answer to what was drawn last, but not each one while it trains. */
  let announcement = "";

  // What is sent: one drawing at a time, and the next one when it was answered

  let [number, sentAt, isChanged] = [model.get("answered"), 0, false];

  function changed(): void {
    isChanged = true;
    sendNext();
    soon();
  }

  function sendNext(): void {
    const isAwaited = model.get("answered") < number && performance.now() - sentAt < PATIENCE;
    if (!isChanged || isAwaited || ended.aborted) {
      return;
    }
    [number, sentAt, isChanged] = [number + 1, performance.now(), false];
    setTimeout(sendNext, PATIENCE + 10); // a timer may be a little early
    if (sketch.isBase) {
      send({ type: "show_base", number });
    } else {
      send({ type: "draw", number, pixels: sketch.sent(coloursToSend()), is_done: !isDown });
    }
  }

  function send(message: Message): void {
    try {
      model.send(message);
    } catch {
      problem = "The kernel has ended, so nothing answers.";
      soon();
    }
  }

  async function paste(find: () => Blob | Promise<Blob>): Promise<void> {
    try {
      send({ type: "paste", ...(await imageOf(await find())) });
      problem = "";
    } catch (error) {
      problem = error instanceof Refusal ? error.message : "This image can't be read.";
    }
    soon();
  }

  // What a person does

  function press(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) {
      return;
    }
    canvasRef.current?.setPointerCapture(event.pointerId);
    [isDown, problem] = [true, ""];
    sketch.begin(pen, colour, ...placeOf(event));
    changed();
  }

  function move(event: PointerEvent): void {
    if (isDown && event.isPrimary) {
      sketch.extend(...placeOf(event));
      changed();
    }
  }

  function lift(event: PointerEvent): void {
    if (isDown && event.isPrimary) {
      isDown = false;
      changed();
    }
  }

  function placeOf({ clientX, clientY }: PointerEvent): [number, number] {
    const { left = 0, top = 0, width = SIDE } = canvasRef.current?.getBoundingClientRect() ?? {};
    const scale = SIDE / (width || SIDE);
    return [(clientX - left) * scale, (clientY - top) * scale];
  }

  function pressKey(event: KeyboardEvent): void {
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (isUndo) {
      undo();
    } else if (event.key === "Delete") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function undo(): void {
    sketch.undo();
    changed();
  }

  function clear(): void {
    sketch.clear();
    changed();
  }

  function fit(isFitted: boolean): void {
    model.set("is_fitted", isFitted); // at once
    send({ type: "fit", is_fitted: isFitted });
  }

  // What is seen

  const hasColours = (): boolean => !model.get("has_ground") && model.get("form").channels === 3;

  const pageColours = (): Colours => (model.get("has_ground")
    ? { ink: colourIn(el, "var(--dm-text)"), ground: null }
    : coloursToSend());

  function coloursToSend(): Colours {
    const isDark = model.get("is_light_on_dark");
    const [ink, ground] = isDark ? ["rgb(255, 255, 255)", "rgb(0, 0, 0)"] : ["rgb(0, 0, 0)", "rgb(255, 255, 255)"];
    return { ink, ground: model.get("has_ground") ? null : ground };
  }

  const soon = oncePerFrame(() => {
    draw();
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (canvas && context) {
      sketch.paint(context, canvas.width / SIDE, pageColours());
      receiveFocus("Draw", canvas);
    }
  }, ended);

  function readBase(): void {
    const [height = 0, width = 0] = model.get("base_size");
    const channels = model.get("has_ground") ? 1 : 3;
    sketch.put(height > 0 ? { pixels: bytesIn(model.get("base")), height, width, channels } : null);
    soon();
  }

  function view(): ComponentChild {
    const answer = model.get("answer");
    const shown = isGiven(answer) ? answer : EMPTY;
    return (
      <div class="dm-draw" data-lm-suppress-shortcuts="true"
        onPaste={(event) => { event.preventDefault(); void paste(() => imageOfPaste(event)); }}>
        <div class="dm-draw-parts">
          {padView(shown)}
          <div class="dm-draw-picture">
            <div class="dm-wall-heading">What the network gets</div>
            <div class="dm-draw-frame">
              <PictureCanvas role="img" aria-label="The picture that the network gets" pixels={bytesIn(model.get("picture"))}
                form={model.get("form")} style={sizeOf(model.get("form"), PICTURE_SIDE)} />
            </div>
            <div class="dm-note">{shown.caption}</div>
            <label hidden={!model.get("has_ground")}>
              <input type="checkbox" checked={model.get("is_fitted")}
                title="Crop the drawing, scale it and centre it by its mass, as the digits of MNIST were"
                onChange={({ currentTarget }) => { fit(currentTarget.checked); }} />
              Fit to the frame
            </label>
          </div>
          {answerView(shown)}
        </div>
        {similarView(shown)}
      </div>
    );
  }

  function padView({ words }: Answer): ComponentChild {
    const ratio = window.devicePixelRatio || 1;
    return (
      <div class="dm-draw-pad">
        <canvas ref={canvasRef} class="dm-draw-canvas" role="img" tabIndex={0}
          aria-label={`Drawing pad: ${words || "empty"}. Draw with the mouse, a finger or a pen, or paste an image.`}
          width={Math.round(SIDE * ratio)} height={Math.round(SIDE * ratio)}
          onPointerDown={press} onPointerMove={move} onPointerUp={lift} onPointerCancel={lift} onKeyDown={pressKey} />
        <div class="dm-draw-tools">
          <button type="button" class="dm-draw-button" title="Delete" disabled={sketch.isEmpty} onClick={clear}>Clear</button>
          <button type="button" class="dm-draw-button" title="Ctrl+Z" disabled={!sketch.canUndo} onClick={undo}>Undo</button>
          <span class="dm-draw-pens" role="group" aria-label="Pen">
            <span aria-hidden="true">Pen</span>
            {PENS.map(([name, width]) => (
              <button type="button" aria-label={`${name} pen`} title={`${name} pen`} aria-pressed={pen === width}
                onClick={() => { pen = width; draw(); }}><i style={{ width: `${width / 2 + 1}px` }} /></button>
            ))}
            {hasColours() && (
              <input type="color" aria-label="Colour of the pen" title="Colour of the pen"
                value={colour ?? (model.get("is_light_on_dark") ? "#ffffff" : "#000000")}
                onInput={({ currentTarget }) => { colour = currentTarget.value; }} />
            )}
          </span>
        </div>
        <div class="dm-draw-tools">
          <button type="button" class="dm-draw-link" onClick={() => { void paste(imageOfClipboard); }}>Paste an image</button>
          <button type="button" class="dm-draw-link" onClick={() => { fileRef.current?.click(); }}>Open a file…</button>
          <input ref={fileRef} type="file" accept="image/*" hidden onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = ""; // the same file may be opened again
            if (file) {
              void paste(() => file);
            }
          }} />
        </div>
        <div class="dm-failed" role="status">{problem}</div>
      </div>
    );
  }

  function answerView({ words, bars, note, refusal }: Answer): ComponentChild {
    return (
      <div class="dm-draw-answer">
        <div class="dm-draw-words" dir="auto" hidden={words === ""}>{words}</div>
        {bars.length > 0 && <Bars bars={bars} mark="dm-draw-most" label="The answer of the network" />}
        <div class={refusal === "" ? "dm-note" : "dm-failed"}>
          {refusal || note || "Draw on the pad: the network answers while you draw."}
        </div>
        <div class="dm-give-told" role="status">{announcement}</div>
      </div>
    );
  }

  function similarView({ similar }: Answer): ComponentChild {
    const form = model.get("form");
    const pictures = { ...form, pixels: model.get("similar_pictures") };
    return (
      <div class="dm-draw-similar" hidden={similar.length === 0}>
        <h4>The most similar training rows</h4>
        <ul>
          {similar.map(({ label, row }, index) => (
            <li title={row}>
              <PictureCanvas role="img" aria-label={row} pixels={pixelsOf(pictures, index)} form={form} style={sizeOf(form, SIMILAR_SIDE)} />
              <bdi>{label}</bdi>
            </li>
          ))}
        </ul>
      </div>
    );
  }

  const draw = drawn(model, ["answer", "picture", "similar_pictures", "is_fitted"], el, view, ended);
  onChange(model, ["base_number"], readBase, ended);
  onChange(model, ["answered"], () => {
    const answer = model.get("answer");
    if (!isDown && isGiven(answer) && answer.words !== announcement) {
      announcement = answer.words;
      soon();
    }
    sendNext();
  }, ended);
  onResize([el], soon, ended);
  onTheme(el, ended, soon);
  readBase();
  send({ type: "restore" }); // what was drawn before the page was loaded
});

/** Its longer side is always the same. */
function sizeOf({ width, height }: Picture, side: number): { width: string; height: string } {
  const scale = side / Math.max(width, height);
  return { width: `${width * scale}px`, height: `${height * scale}px` };
}
