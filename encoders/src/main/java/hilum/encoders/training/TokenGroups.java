package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.text.Tokens;
import hilum.encoders.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts as a training program takes them: in groups that are padded to the length of their longest
 * text and computed one after the other. The groups follow from the texts alone, since dropout and
 * rounding follow from the groups.
 */
final class TokenGroups {
    private static final int MOST_TEXTS = 16;
    private static final int MOST_TOKENS = 2_048;

    private final TensorScope scope;
    private final List<NDArray> ids = new ArrayList<>();
    private final List<NDArray> valid = new ArrayList<>();
    private final List<NDArray> pooled = new ArrayList<>();
    private long tokens;
    private long most;

    TokenGroups(TensorScope scope) {
        this.scope = scope;
    }

    /** Adds texts in their order; no group holds texts of two calls. Returns the groups' sizes. */
    List<Integer> add(List<Tokens> texts) {
        List<Integer> sizes = new ArrayList<>();
        int from = 0;
        while (from < texts.size()) {
            int longest = texts.get(from).length();
            int to = from + 1;
            while (to < texts.size()
                    && to - from < MOST_TEXTS
                    && Math.max(longest, texts.get(to).length()) * (to - from + 1) <= MOST_TOKENS) {
                longest = Math.max(longest, texts.get(to).length());
                to++;
            }
            pad(texts.subList(from, to), longest);
            sizes.add(to - from);
            from = to;
        }
        return sizes;
    }

    private void pad(List<Tokens> texts, int longest) {
        int size = texts.size() * longest;
        long[] padded = new long[size];
        boolean[] real = new boolean[size];
        boolean[] chosen = new boolean[size];
        for (int row = 0; row < texts.size(); row++) {
            Tokens text = texts.get(row);
            for (int i = 0; i < text.length(); i++) {
                padded[row * longest + i] = text.id(i);
                real[row * longest + i] = true;
                chosen[row * longest + i] = text.pooled(i);
            }
        }
        ids.add(scope.longs(padded, texts.size(), longest));
        valid.add(scope.booleans(real, texts.size(), longest));
        pooled.add(scope.booleans(chosen, texts.size(), longest));
        tokens += size;
        most = Math.max(most, size);
    }

    List<NDArray> ids() {
        return ids;
    }

    List<NDArray> valid() {
        return valid;
    }

    List<NDArray> pooled() {
        return pooled;
    }

    /** What to compute twice so that the way back fits into memory. */
    Rerun rerun(Rerun.Footprint model, long memory) {
        return Rerun.fitting(model, tokens, most, memory);
    }

    /** As {@link #rerun} for an objective that takes one group there and back at a time. */
    Rerun rerunOfOne(Rerun.Footprint model, long memory) {
        return Rerun.fitting(model, most, most, memory);
    }
}
