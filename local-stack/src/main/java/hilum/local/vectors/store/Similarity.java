package hilum.local.vectors.store;

import io.qdrant.client.grpc.Collections.Distance;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/**
 * How near two vectors are: Qdrant's score, and Lucene's function that puts vectors into the same
 * order.
 */
enum Similarity {
    /**
     * Vectors are brought to unit length when stored, so the score is their dot product, in [-1,
     * 1].
     */
    COSINE(VectorSimilarityFunction.DOT_PRODUCT),
    /** The plain dot product. */
    DOT(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT),
    /** The distance itself: the only score of which less is better. */
    EUCLID(VectorSimilarityFunction.EUCLIDEAN);

    private final VectorSimilarityFunction lucene;

    Similarity(VectorSimilarityFunction lucene) {
        this.lucene = lucene;
    }

    static Similarity of(Distance distance) {
        return switch (distance) {
            case Cosine -> COSINE;
            case Dot -> DOT;
            case Euclid -> EUCLID;
            case Manhattan -> throw Refusal.unsupported("the distance Manhattan");
            case UnknownDistance, UNRECOGNIZED ->
                    throw Refusal.invalid(
                            "the collection's vectors need a distance: Cosine, Dot or Euclid");
        };
    }

    VectorSimilarityFunction lucene() {
        return lucene;
    }

    /** The vector as it is stored and as it is searched with; the argument may be changed. */
    float[] prepare(float[] vector) {
        return this == COSINE ? VectorUtil.l2normalize(vector, false) : vector;
    }

    float score(float[] query, float[] stored) {
        return this == EUCLID
                ? (float) Math.sqrt(VectorUtil.squareDistance(query, stored))
                : VectorUtil.dotProduct(query, stored);
    }

    /** Orders scores best first. */
    int compare(float a, float b) {
        return this == EUCLID ? Float.compare(a, b) : Float.compare(b, a);
    }

    boolean reaches(float score, float threshold) {
        return this == EUCLID ? score <= threshold : score >= threshold;
    }
}
