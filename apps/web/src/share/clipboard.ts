// What is put on the clipboard, and whether the browser let it be. Nothing is sent anywhere.

/** Browsers refuse where a page is not in front, or its owner does not allow it. */
export type Copied = 'copied' | 'refused';

/** Text, as it is. */
export async function copyText(text: string): Promise<Copied> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return 'refused';
  }
}

/** A picture, as PNG. */
export async function copyPicture(picture: Blob): Promise<Copied> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [picture.type]: picture })]);
    return 'copied';
  } catch {
    return 'refused';
  }
}
