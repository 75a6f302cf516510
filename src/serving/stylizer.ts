import { loadModel } from './model.ts';
import { fromPixels, type Pixels } from './pixels.ts';

/** Paints an image in one of the styles; the answer has the dimensions of the input. */
export interface Stylizer {
  readonly name: string;
  stylize(image: Pixels, style: number): Promise<Pixels>;
}

/** Loads the neural model, or says once why a plain filter stands in. */
export async function openStylizer(
  modelPath: string | undefined,
  log: (line: string) => void,
): Promise<Stylizer> {
  if (modelPath === undefined) {
    log('no model: MODEL_PATH is not set; a plain filter stands in for neural style transfer');
    return FILTER;
  }
  try {
    return { name: 'multistyle26', stylize: await loadModel(modelPath) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`no model: ${modelPath} could not be loaded (${reason}); a plain filter stands in`);
    return FILTER;
  }
}

const FILTER: Stylizer = {
  name: 'filter',
  stylize: async (image, style) => {
    const { data, info } = await fromPixels(image)
      .median(3)
      .modulate({ saturation: 1.8, hue: 40 + style * 12 })
      .linear(1.3, -30)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  },
};
