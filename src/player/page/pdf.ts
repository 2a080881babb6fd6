/** Pages of a PDF as they are drawn, each when its turn comes, until it is let go of. The library is loaded with the first of them. */
export async function openPdf(bytes: ArrayBuffer): Promise<{ readonly pages: readonly (() => Promise<HTMLElement>)[]; free(): void }> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist');
  GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href;
  const loading = getDocument({ data: bytes });
  const pdf = await loading.promise;
  const pages = Array.from({ length: pdf.numPages }, (_, index) => async () => {
    const page = await pdf.getPage(index + 1);
    const { width, height } = page.getViewport({ scale: 1 });
    const scale = Math.min(window.innerWidth / width, window.innerHeight / height) * window.devicePixelRatio;
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(viewport.width);
    canvas.height = Math.ceil(viewport.height);
    await page.render({ canvas, viewport }).promise;
    page.cleanup();
    return canvas;
  });
  return { pages, free: () => void loading.destroy() };
}
