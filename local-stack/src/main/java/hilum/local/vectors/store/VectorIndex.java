package hilum.local.vectors.store;

import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene103.Lucene103Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * The part of a collection that lives in Lucene: vectors in HNSW graphs, and payloads.
 *
 * <p>A point is two documents, so that a change of payload leaves the vector's place in the graph
 * alone. What was written is lost with the process until {@link #commit}. One thread writes; {@link
 * IndexView}s are read by many.
 */
final class VectorIndex implements Closeable {

    /** Qdrant's own limit is higher; Lucene's default is 1,024. */
    static final int MAX_DIMENSION = 4096;

    static final String VECTOR = "vector";
    static final String VECTOR_OF = "vectorOf";
    private static final String PAYLOAD_OF = "payloadOf";
    private static final String KEY = "key";
    private static final String SEQUENCE = "sequence";
    private static final String PAYLOAD = "payload";
    private static final String APPLIED = "applied";

    private final Directory directory;
    private final IndexWriter writer;
    private final Similarity similarity;
    private final Map<IndexReader.CacheKey, StoredPoint[]> pointsOfSegment =
            new ConcurrentHashMap<>();
    private DirectoryReader reader;

    VectorIndex(Path folder, Similarity similarity, int connections, int beam) throws IOException {
        this.similarity = similarity;
        directory = FSDirectory.open(folder);
        ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
        merges.setMaxMergesAndThreads(4, 1);
        writer =
                new IndexWriter(
                        directory,
                        new IndexWriterConfig()
                                .setCodec(codec(connections, beam))
                                .setMergeScheduler(merges)
                                .setRAMBufferSizeMB(64)
                                .setCommitOnClose(false));
        reader = DirectoryReader.open(writer);
    }

    /**
     * Lucene's current codec with its limit on dimensions raised; it writes the same format under
     * the same name.
     */
    private static Lucene103Codec codec(int connections, int beam) {
        KnnVectorsFormat hnsw = new Lucene99HnswVectorsFormat(connections, beam);
        KnnVectorsFormat roomier =
                new KnnVectorsFormat(hnsw.getName()) {
                    @Override
                    public KnnVectorsWriter fieldsWriter(SegmentWriteState state)
                            throws IOException {
                        return hnsw.fieldsWriter(state);
                    }

                    @Override
                    public KnnVectorsReader fieldsReader(SegmentReadState state)
                            throws IOException {
                        return hnsw.fieldsReader(state);
                    }

                    @Override
                    public int getMaxDimensions(String field) {
                        return MAX_DIMENSION;
                    }
                };
        return new Lucene103Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return roomier;
            }
        };
    }

    /** Number of the last change that the committed index holds; 0 for a new one. */
    long applied() throws IOException {
        return Long.parseLong(reader.getIndexCommit().getUserData().getOrDefault(APPLIED, "0"));
    }

    /** The points of the committed index. */
    List<StoredPoint> load() throws IOException {
        Map<PointKey, Map<String, Value>> payloads = new HashMap<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            BinaryDocValues keys = leaf.reader().getBinaryDocValues(KEY);
            BinaryDocValues values = leaf.reader().getBinaryDocValues(PAYLOAD);
            for (int doc = nextLive(values, leaf.reader());
                    doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = nextLive(values, leaf.reader())) {
                BytesRef bytes = values.binaryValue();
                Struct struct = Struct.parser().parseFrom(bytes.bytes, bytes.offset, bytes.length);
                payloads.put(keyOf(keys, doc), Map.copyOf(struct.getFieldsMap()));
            }
        }
        List<StoredPoint> points = new ArrayList<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            BinaryDocValues keys = leaf.reader().getBinaryDocValues(KEY);
            NumericDocValues sequences = leaf.reader().getNumericDocValues(SEQUENCE);
            for (int doc = nextLive(sequences, leaf.reader());
                    doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = nextLive(sequences, leaf.reader())) {
                PointKey key = keyOf(keys, doc);
                points.add(
                        new StoredPoint(
                                key,
                                sequences.longValue(),
                                payloads.getOrDefault(key, Map.of()),
                                null));
            }
        }
        return points;
    }

    private static int nextLive(DocIdSetIterator docs, LeafReader leaf) throws IOException {
        if (docs == null) {
            return DocIdSetIterator.NO_MORE_DOCS;
        }
        Bits live = leaf.getLiveDocs();
        int doc = docs.nextDoc();
        while (doc != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(doc)) {
            doc = docs.nextDoc();
        }
        return doc;
    }

    private static PointKey keyOf(BinaryDocValues keys, int doc) throws IOException {
        keys.advanceExact(doc);
        BytesRef bytes = keys.binaryValue();
        return PointKey.ofBytes(bytes.bytes, bytes.offset);
    }

    void putVector(PointKey key, long sequence, float[] vector) throws IOException {
        BytesRef id = new BytesRef(key.bytes());
        Document document = new Document();
        document.add(new StringField(VECTOR_OF, id, Field.Store.NO));
        document.add(new BinaryDocValuesField(KEY, id));
        document.add(new NumericDocValuesField(SEQUENCE, sequence));
        document.add(new KnnFloatVectorField(VECTOR, vector, similarity.lucene()));
        writer.updateDocument(new Term(VECTOR_OF, id), document);
    }

    void putPayload(PointKey key, Map<String, Value> payload) throws IOException {
        BytesRef id = new BytesRef(key.bytes());
        Document document = new Document();
        document.add(new StringField(PAYLOAD_OF, id, Field.Store.NO));
        document.add(new BinaryDocValuesField(KEY, id));
        byte[] bytes = Struct.newBuilder().putAllFields(payload).build().toByteArray();
        document.add(new BinaryDocValuesField(PAYLOAD, new BytesRef(bytes)));
        writer.updateDocument(new Term(PAYLOAD_OF, id), document);
    }

    void remove(PointKey key) throws IOException {
        BytesRef id = new BytesRef(key.bytes());
        writer.deleteDocuments(new Term(VECTOR_OF, id), new Term(PAYLOAD_OF, id));
    }

    /** Puts everything written so far on disk, as what the changes up to {@code applied} made. */
    void commit(long applied) throws IOException {
        writer.setLiveCommitData(Map.of(APPLIED, Long.toString(applied)).entrySet());
        writer.commit();
    }

    /**
     * A view of everything written so far.
     *
     * @param current the collection's point of a key, or null
     */
    IndexView view(Function<PointKey, StoredPoint> current) throws IOException {
        DirectoryReader newer = DirectoryReader.openIfChanged(reader, writer);
        if (newer != null) {
            reader.decRef();
            reader = newer;
        }
        List<IndexView.Segment> segments = new ArrayList<>();
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            if (leaf.getFloatVectorValues(VECTOR) != null) {
                segments.add(new IndexView.Segment(leaf, points(leaf, current)));
            }
        }
        reader.incRef();
        return new IndexView(reader, segments, similarity);
    }

    private StoredPoint[] points(LeafReader leaf, Function<PointKey, StoredPoint> current)
            throws IOException {
        var cache = leaf.getCoreCacheHelper();
        StoredPoint[] known = pointsOfSegment.get(cache.getKey());
        if (known != null) {
            return known;
        }
        StoredPoint[] points = new StoredPoint[leaf.maxDoc()];
        BinaryDocValues keys = leaf.getBinaryDocValues(KEY);
        NumericDocValues sequences = leaf.getNumericDocValues(SEQUENCE);
        for (int doc = sequences.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS;
                doc = sequences.nextDoc()) {
            StoredPoint point = current.apply(keyOf(keys, doc));
            points[doc] = point != null && point.sequence() == sequences.longValue() ? point : null;
        }
        pointsOfSegment.put(cache.getKey(), points);
        cache.addClosedListener(pointsOfSegment::remove);
        return points;
    }

    @Override
    public void close() throws IOException {
        reader.decRef();
        writer.rollback();
        directory.close();
    }
}
