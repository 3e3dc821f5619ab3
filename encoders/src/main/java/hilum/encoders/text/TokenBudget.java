package hilum.encoders.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much one batch may hold.
 *
 * @param tokens the most tokens of a batch, padding included; a longer text makes a batch of its
 *     own
 */
public record TokenBudget(int tokens) {
    public TokenBudget {
        if (tokens < 1) {
            throw new IllegalArgumentException(
                    "A token budget of %d holds no text: give at least 1".formatted(tokens));
        }
    }

    /**
     * Batches of neighbours by length, so that little is padded.
     *
     * @return positions in the list, each once; the longest texts come first
     */
    public List<List<Integer>> batches(List<Tokens> texts) {
        List<Integer> byLength =
                IntStream.range(0, texts.size())
                        .boxed()
                        .sorted(
                                Comparator.comparingInt((Integer i) -> texts.get(i).length())
                                        .reversed())
                        .toList();
        List<List<Integer>> batches = new ArrayList<>();
        int from = 0;
        while (from < byLength.size()) {
            int longest = Math.max(texts.get(byLength.get(from)).length(), 1);
            int to = Math.min(from + Math.max(tokens / longest, 1), byLength.size());
            batches.add(byLength.subList(from, to));
            from = to;
        }
        return batches;
    }
}
