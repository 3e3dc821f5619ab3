package hilum.encoders.text;

import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The pooling that {@code llm2vec4cxr} was released with: tokens attend to trained latents, 8
 * heads.
 */
final class LatentAttention {
    /** No file says it; the authors' code has it fixed. */
    static final int HEADS = 8;

    private static final String LATENTS = "latent_attn.latents";

    private LatentAttention() {}

    /** The names and shapes of its weights; the number of latents is the file's. */
    static SequencedMap<String, long[]> weights(Checkpoint file, int hidden) throws IOException {
        if (hidden % HEADS != 0) {
            throw new IOException(
                    "%s has states of width %d, which latent attention cannot part into %d heads: choose another pooling"
                            .formatted(file.path(), hidden, HEADS));
        }
        StoredTensor found = file.tensors().get(LATENTS);
        if (found == null || found.shape().size() != 2) {
            throw new IOException(
                    "%s has no matrix '%s': pool by mean or eos, or use a folder trained with latent attention"
                            .formatted(file.path(), LATENTS));
        }
        long latents = found.shape().getFirst();
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(LATENTS, new long[] {latents, hidden});
        shapes.put("latent_attn.multihead_attn.in_proj_weight", new long[] {3L * hidden, hidden});
        shapes.put("latent_attn.multihead_attn.in_proj_bias", new long[] {3L * hidden});
        for (String name : new String[] {"multihead_attn.out_proj", "mlp.0", "mlp.2"}) {
            shapes.put("latent_attn." + name + ".weight", new long[] {hidden, hidden});
            shapes.put("latent_attn." + name + ".bias", new long[] {hidden});
        }
        return shapes;
    }
}
