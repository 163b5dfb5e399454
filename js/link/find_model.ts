/** Finds another widget's model by the reference in a trait. */

/** Finds a model by its id, like a widget manager. */
export type FindModel<Model> = (id: string) => Promise<Model | undefined>;

const REFERENCE = "IPY_MODEL_";
/** Milliseconds before a missing model is looked for again; doubled each time. */
const FIRST_WAIT = 100;
const MOST_TRIES = 7;

/** Null if the page never gets it, or if it is no longer wanted. */
export async function findModel<Model>(
  reference: unknown,
  find: FindModel<Model>,
  isWanted: () => boolean,
): Promise<Model | null> {
  if (typeof reference !== "string") {
    return null;
  }
  const id = reference.replace(REFERENCE, "");
  for (let wait = FIRST_WAIT, tries = 0; tries < MOST_TRIES; wait *= 2, tries += 1) {
    const model = await find(id).catch(() => undefined);
    if (!isWanted()) {
      return null;
    }
    if (model !== undefined) {
      return model;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return null;
}
