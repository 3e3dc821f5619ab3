package hilum.encoders.text;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.encoders.weights.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Recorded batches of token ids and states, whichever side they are padded on. */
final class GoldenTokens {
    private GoldenTokens() {}

    /** The texts of a padded batch, all tokens pooled. */
    static List<Tokens> batch(StoredTensor ids, StoredTensor valid) {
        return batch(ids, valid, valid);
    }

    /** The texts of a padded batch; each of the tensors is (batch, tokens). */
    static List<Tokens> batch(StoredTensor ids, StoredTensor valid, StoredTensor pooled) {
        List<Tokens> batch = new ArrayList<>();
        for (int[] places : places(valid)) {
            batch.add(
                    Tokens.of(
                            Arrays.stream(places).map(i -> (int) ids.longs()[i]).toArray(),
                            IntStream.range(0, places.length)
                                    .filter(i -> pooled.longs()[places[i]] == 1)
                                    .toArray()));
        }
        return batch;
    }

    /** A line of {@code tokens.jsonl}. */
    static Tokens line(JsonNode line) {
        int[] ids = ints(line.get("input_ids"));
        return line.has("pool") ? Tokens.of(ids, ints(line.get("pool"))) : Tokens.of(ids);
    }

    static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    /** The values of the real tokens of (batch, tokens, width), text after text. */
    static float[] real(StoredTensor states, StoredTensor valid) {
        int width = Math.toIntExact(states.shape().getLast());
        int[] places = Arrays.stream(places(valid)).flatMapToInt(Arrays::stream).toArray();
        float[] all = states.floats();
        float[] real = new float[places.length * width];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(all, places[i] * width, real, i * width, width);
        }
        return real;
    }

    /** The values of the real tokens of right-padded states. */
    static float[] real(float[] states, List<Tokens> batch) {
        int longest = batch.stream().mapToInt(Tokens::length).max().orElseThrow();
        int width = states.length / batch.size() / longest;
        float[] real = new float[batch.stream().mapToInt(Tokens::length).sum() * width];
        int to = 0;
        for (int row = 0; row < batch.size(); row++) {
            int count = batch.get(row).length() * width;
            System.arraycopy(states, row * longest * width, real, to, count);
            to += count;
        }
        return real;
    }

    /** The places of the real tokens in the flattened batch, text by text. */
    private static int[][] places(StoredTensor valid) {
        int width = Math.toIntExact(valid.shape().get(1));
        int rows = Math.toIntExact(valid.shape().getFirst());
        long[] flags = valid.longs();
        return IntStream.range(0, rows)
                .mapToObj(
                        row ->
                                IntStream.range(row * width, (row + 1) * width)
                                        .filter(i -> flags[i] == 1)
                                        .toArray())
                .toArray(int[][]::new);
    }
}
