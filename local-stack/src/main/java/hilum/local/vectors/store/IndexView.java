package hilum.local.vectors.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * The vectors of the Lucene index at one moment.
 *
 * <p>Counted by its readers: {@link #open} before reading, {@link #close} after. Points that have
 * been replaced or deleted since are passed over.
 */
final class IndexView implements AutoCloseable {

    /**
     * @param leaf one segment of the index
     * @param points by document number; null where there is no vector or one replaced before the
     *     segment was seen
     */
    record Segment(LeafReader leaf, StoredPoint[] points) {}

    private final DirectoryReader reader;
    private final List<Segment> segments;
    private final Similarity similarity;

    IndexView(DirectoryReader reader, List<Segment> segments, Similarity similarity) {
        this.reader = reader;
        this.segments = List.copyOf(segments);
        this.similarity = similarity;
    }

    /** False when the view has been closed by everyone and a newer one is to be taken. */
    boolean open() {
        return reader.tryIncRef();
    }

    @Override
    public void close() throws IOException {
        reader.decRef();
    }

    int segments() {
        return segments.size();
    }

    /** Scores every vector of the points that {@code accepted} takes. */
    void scan(float[] query, Predicate<StoredPoint> accepted, Nearest nearest) throws IOException {
        for (Segment segment : segments) {
            FloatVectorValues vectors = segment.leaf().getFloatVectorValues(VectorIndex.VECTOR);
            var documents = vectors.iterator();
            for (int doc = documents.nextDoc();
                    doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = documents.nextDoc()) {
                StoredPoint point = segment.points()[doc];
                if (point != null && point.live() && accepted.test(point)) {
                    nearest.offer(
                            point, similarity.score(query, vectors.vectorValue(documents.index())));
                }
            }
        }
    }

    /**
     * Walks the graph of every segment.
     *
     * @param beam how many nearest points a walk keeps: more is nearer to exact, and slower
     */
    void walk(float[] query, int beam, Predicate<StoredPoint> accepted, Nearest nearest)
            throws IOException {
        for (Segment segment : segments) {
            TopKnnCollector collector =
                    new TopKnnCollector(Math.min(beam, segment.points().length), Integer.MAX_VALUE);
            segment.leaf()
                    .searchNearestVectors(
                            VectorIndex.VECTOR, query, collector, acceptDocs(segment, accepted));
            ScoreDoc[] found = collector.topDocs().scoreDocs;
            Arrays.sort(found, Comparator.comparingInt(hit -> hit.doc));
            FloatVectorValues vectors = segment.leaf().getFloatVectorValues(VectorIndex.VECTOR);
            var documents = vectors.iterator();
            for (ScoreDoc hit : found) {
                documents.advance(hit.doc);
                nearest.offer(
                        segment.points()[hit.doc],
                        similarity.score(query, vectors.vectorValue(documents.index())));
            }
        }
    }

    private static AcceptDocs acceptDocs(Segment segment, Predicate<StoredPoint> accepted) {
        StoredPoint[] points = segment.points();
        Bits bits =
                new Bits() {
                    @Override
                    public boolean get(int doc) {
                        StoredPoint point = points[doc];
                        return point != null && point.live() && accepted.test(point);
                    }

                    @Override
                    public int length() {
                        return points.length;
                    }
                };
        return AcceptDocs.fromLiveDocs(bits, points.length);
    }

    /** A copy of the vector of a point, if this view holds it. */
    Optional<float[]> vector(StoredPoint point) throws IOException {
        Term term = new Term(VectorIndex.VECTOR_OF, new BytesRef(point.key().bytes()));
        for (Segment segment : segments) {
            PostingsEnum documents = segment.leaf().postings(term, PostingsEnum.NONE);
            if (documents == null) {
                continue;
            }
            for (int doc = documents.nextDoc();
                    doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = documents.nextDoc()) {
                if (segment.points()[doc] == point) {
                    FloatVectorValues vectors =
                            segment.leaf().getFloatVectorValues(VectorIndex.VECTOR);
                    var position = vectors.iterator();
                    position.advance(doc);
                    return Optional.of(vectors.vectorValue(position.index()).clone());
                }
            }
        }
        return Optional.empty();
    }
}
