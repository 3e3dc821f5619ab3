package hilum.local.vectors.store;

import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.Map;

/**
 * One version of a point's vector, with the payload of the moment.
 *
 * <p>A new vector makes a new stored point; the old one is then no longer {@linkplain #live() live}
 * and every search that meets it, in whatever state of the Lucene index, passes over it. Written by
 * the collection's writer alone, read by any thread.
 */
final class StoredPoint {

    private final PointKey key;
    private final long sequence;
    private volatile Map<String, Value> payload;
    private volatile float[] vector;
    private volatile boolean live = true;

    /** A point whose vector the Lucene index does not hold yet. */
    StoredPoint(PointKey key, long sequence, Map<String, Value> payload, float[] vector) {
        this.key = key;
        this.sequence = sequence;
        this.payload = payload;
        this.vector = vector;
    }

    PointKey key() {
        return key;
    }

    /**
     * Grows with every stored vector of the collection: names this vector among all that its key
     * ever had.
     */
    long sequence() {
        return sequence;
    }

    /** Never changed in place. */
    Map<String, Value> payload() {
        return payload;
    }

    void payload(Map<String, Value> replacement) {
        payload = replacement;
    }

    /** The prepared vector, or null once the Lucene index holds it. */
    float[] freshVector() {
        return vector;
    }

    void indexed() {
        vector = null;
    }

    boolean live() {
        return live;
    }

    void retire() {
        live = false;
    }
}
