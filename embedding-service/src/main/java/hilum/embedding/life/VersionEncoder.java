package hilum.embedding.life;

import hilum.encoders.model.ModelManifest.Similarity;
import java.util.List;

/**
 * The encoders of one model version, loaded. Safe for use by several threads; computations wait for
 * each other.
 *
 * <p>A vector depends on its text or image alone, not on what else is in the list.
 */
public interface VersionEncoder extends AutoCloseable {
    /** The model version. */
    String version();

    /** Components of a vector. */
    int dimension();

    /** How two of its vectors are compared. */
    Similarity similarity();

    /** Whether the version has an image tower. */
    boolean hasImages();

    /** Version of tokenisation and image preprocessing. */
    String preprocessing();

    /** Tokens of the texts together, as far as they are not cut. */
    int tokens(List<String> texts);

    /** Vectors of the texts, in their order: {@code (texts, dimension)}. */
    float[][] texts(List<String> texts);

    /**
     * As {@link #texts}, in padded batches of a fixed size in the order given: what batching by
     * tokens is held against.
     */
    float[][] textsAsTheyCome(List<String> texts, int batch);

    /**
     * The vector of an encoded image (PNG, JPEG).
     *
     * @throws IllegalArgumentException if the bytes are no image that can be taken
     */
    float[] image(byte[] encoded);

    @Override
    void close();
}
