import { readText } from './ggufMetadata.ts';
import { type GgufReader, Malformed } from './ggufReader.ts';

const maxNameBytes = 64 * 2 ** 10;
const maxDimensions = 4;

/** Weights in a block and bytes of a block, by the type's number; see ggml.h and ggml-common.h of llama.cpp. */
const blocks: Readonly<Record<number, readonly [weights: number, bytes: number]>> = {
	0: [1, 4], // F32
	1: [1, 2], // F16
	2: [32, 18], // Q4_0
	3: [32, 20], // Q4_1
	6: [32, 22], // Q5_0
	7: [32, 24], // Q5_1
	8: [32, 34], // Q8_0
	9: [32, 36], // Q8_1
	10: [256, 84], // Q2_K
	11: [256, 110], // Q3_K
	12: [256, 144], // Q4_K
	13: [256, 176], // Q5_K
	14: [256, 210], // Q6_K
	15: [256, 292], // Q8_K
	16: [256, 66], // IQ2_XXS
	17: [256, 74], // IQ2_XS
	18: [256, 98], // IQ3_XXS
	19: [256, 50], // IQ1_S
	20: [32, 18], // IQ4_NL
	21: [256, 110], // IQ3_S
	22: [256, 82], // IQ2_S
	23: [256, 136], // IQ4_XS
	24: [1, 1], // I8
	25: [1, 2], // I16
	26: [1, 4], // I32
	27: [1, 8], // I64
	28: [1, 8], // F64
	29: [256, 56], // IQ1_M
	30: [1, 2], // BF16
	34: [256, 54], // TQ1_0
	35: [256, 66], // TQ2_0
	39: [32, 17], // MXFP4
	40: [64, 36], // NVFP4
	41: [128, 18], // Q1_0
	42: [64, 18], // Q2_0
};

/** Reads the list of tensors, and returns where the last of their bytes ends, counted from the start of the data. */
export async function readTensorsEnd(reader: GgufReader, count: number, alignment: number): Promise<number> {
	let end = 0;
	for (let i = 0; i < count; i++) {
		await readText(reader, maxNameBytes);
		await reader.need(4);
		const dimensions = reader.u32();
		if (dimensions < 1 || dimensions > maxDimensions) throw new Malformed(`it has a tensor of ${dimensions} dimensions`);
		await reader.need(dimensions * 8 + 12);
		const sizes = Array.from({ length: dimensions }, () => reader.u64());
		const bytes = tensorBytes(sizes, reader.u32());
		const offset = reader.u64();
		if (offset % alignment !== 0) throw new Malformed('it has a tensor that is not aligned');
		end = Math.max(end, offset + bytes);
	}
	return end;
}

function tensorBytes(sizes: readonly number[], type: number): number {
	const weights = sizes.reduce((product, size) => product * size, 1);
	if (weights < 1 || weights > Number.MAX_SAFE_INTEGER) throw new Malformed('it has a tensor of an absurd size');
	const block = blocks[type];
	if (block === undefined)
		throw new Malformed(`it has a tensor of the unknown type ${type}, so it may be too new or too old for the engine`);
	const [blockWeights, blockBytes] = block;
	if ((sizes[0] ?? 0) % blockWeights !== 0) throw new Malformed('it has a tensor whose rows do not fill their blocks');
	return (weights / blockWeights) * blockBytes;
}
