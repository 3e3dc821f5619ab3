package hilum.local.vectors.store;

import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.List;
import java.util.Set;

/**
 * What every vector of a collection is.
 *
 * @param dimension numbers in a vector, 1 to {@link VectorIndex#MAX_DIMENSION}
 * @param similarity how two of them are compared
 */
record VectorShape(int dimension, Similarity similarity) {

    /** The single unnamed vector of a point, prepared to be stored. */
    float[] read(Vectors vectors) {
        return switch (vectors.getVectorsOptionsCase()) {
            case VECTOR -> read(vectors.getVector());
            case VECTORS -> throw Refusal.unsupported("named vectors");
            case VECTORSOPTIONS_NOT_SET ->
                    throw Refusal.invalid(
                            "a point has no vector; give it one of %d numbers", dimension);
        };
    }

    @SuppressWarnings(
            "deprecation") // older clients send the numbers in Vector.data, and Qdrant takes them
    // there
    private float[] read(Vector vector) {
        Refusal.unlessOnly(Set.of("data", "dense"), vector);
        return read(vector.hasDense() ? vector.getDense().getDataList() : vector.getDataList());
    }

    /** A vector of a request, prepared to be stored or searched with. */
    float[] read(List<Float> numbers) {
        if (numbers.size() != dimension) {
            throw Refusal.invalid(
                    "Vector dimension error: expected dim: %d, got %d", dimension, numbers.size());
        }
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = numbers.get(i);
            if (!Float.isFinite(vector[i])) {
                throw Refusal.invalid(
                        "the vector's number %d is %s; every number has to be finite",
                        i, vector[i]);
            }
        }
        return similarity.prepare(vector);
    }
}
