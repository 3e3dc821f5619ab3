package hilum.encoders.training;

import hilum.encoders.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Texts for masked next token prediction: one after another, cut into blocks of equal length, of
 * which a share of the tokens is to be predicted.
 *
 * @param length tokens in a block
 * @param share of the tokens that are predicted; of these 80 % are masked, 10 % replaced by another
 *     token, 10 % left
 * @param mask the token that masks
 * @param vocabulary the number of tokens to replace by
 * @see <a href="https://arxiv.org/abs/2404.05961">BehnamGhader et al., LLM2Vec</a>
 */
public record MaskedBlocks(int length, double share, int mask, int vocabulary) {
    /** The label of a token that is not predicted. */
    static final long NOT_ASKED = -100;

    private static final double MASKED = 0.8;
    private static final double REPLACED = 0.1;
    private static final String PURPOSE = "mntp";

    public MaskedBlocks {
        if (length < 2 || !(share > 0 && share <= 1) || mask < 0 || mask >= vocabulary) {
            throw new IllegalArgumentException(
                    "Blocks of %d tokens, a share of %s and the mask %d of %d: give at least 2 tokens, a share up to 1 and a known token"
                            .formatted(length, share, mask, vocabulary));
        }
    }

    /**
     * The token that masks: {@code _}, or the tokenizer's own mask where it has one.
     *
     * @param tokenizer from a text to its tokens
     * @throws IllegalArgumentException when neither is one token
     */
    public static int mask(java.util.function.Function<String, Tokens> tokenizer) {
        List<Integer> around = ids(tokenizer.apply(""));
        for (String text : List.of("[MASK]", "<mask>", "_")) {
            List<Integer> alone = new ArrayList<>(ids(tokenizer.apply(text)));
            alone.removeAll(around);
            if (alone.size() == 1) {
                return alone.getFirst();
            }
        }
        throw new IllegalArgumentException(
                "The tokenizer has no single token for '_' nor a mask of its own: train without the stage mntp");
    }

    /** The blocks of an epoch in random order; what is left over at the end is not trained on. */
    List<int[]> cut(List<Tokens> texts, long seed, int epoch) {
        List<Tokens> order = Draw.shuffled(texts, Draw.of(seed, PURPOSE + " order", epoch));
        int[] all = order.stream().flatMapToInt(text -> Arrays.stream(text.ids())).toArray();
        List<int[]> blocks = new ArrayList<>();
        for (int from = 0; from + length <= all.length; from += length) {
            blocks.add(Arrays.copyOfRange(all, from, from + length));
        }
        return blocks;
    }

    /** A block as the model sees it, and what it is asked. */
    record Masked(int[] ids, long[] labels) {}

    /**
     * Masks a block. The first token has none before it that could predict it; at least one other
     * is asked.
     */
    Masked masked(int[] block, SplittableRandom random) {
        int[] ids = block.clone();
        long[] labels = new long[block.length];
        Arrays.fill(labels, NOT_ASKED);
        boolean any = false;
        for (int i = 1; i < block.length; i++) {
            if (random.nextDouble() < share) {
                any = true;
                ask(i, block, ids, labels, random);
            }
        }
        if (!any) {
            ask(1 + random.nextInt(block.length - 1), block, ids, labels, random);
        }
        return new Masked(ids, labels);
    }

    private void ask(int i, int[] block, int[] ids, long[] labels, SplittableRandom random) {
        labels[i] = block[i];
        double how = random.nextDouble();
        if (how < MASKED) {
            ids[i] = mask;
        } else if (how < MASKED + REPLACED) {
            ids[i] = random.nextInt(vocabulary);
        }
    }

    private static List<Integer> ids(Tokens tokens) {
        return Arrays.stream(tokens.ids()).boxed().toList();
    }
}
