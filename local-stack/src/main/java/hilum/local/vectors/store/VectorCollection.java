package hilum.local.vectors.store;

import com.google.protobuf.TextFormat;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.OptimizerStatus;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One collection: points with a vector of one shape each, and a payload.
 *
 * <p>A change that has been answered is on disk, and visible to every request that begins
 * afterwards. Any number of threads may ask and change at once.
 */
public final class VectorCollection implements AutoCloseable {

    private static final String DESCRIPTION = "collection.txtpb";
    private static final String PAYLOAD_INDEXES = "payload-indexes.txtpb";
    private static final int DEFAULT_CONNECTIONS = 16;
    private static final int DEFAULT_BEAM = 100;

    private final Path folder;
    private final CreateCollection description;
    private final VectorShape shape;
    private final PointTable table;
    private final OperationLog log;
    private final Indexer indexer;
    private final GroupCommit writer;
    private final PointReader reader;
    private CollectionInfo payloadIndexes;

    private VectorCollection(Path folder, CreateCollection description, StoreSettings settings)
            throws IOException {
        this.folder = folder;
        this.description = description;
        this.shape = shape(description);
        this.payloadIndexes = readPayloadIndexes();
        VectorParams vectors = description.getVectorsConfig().getParams();
        long connections =
                vectors.getHnswConfig().hasM()
                        ? vectors.getHnswConfig().getM()
                        : description.getHnswConfig().getM();
        long beam =
                vectors.getHnswConfig().hasEfConstruct()
                        ? vectors.getHnswConfig().getEfConstruct()
                        : description.getHnswConfig().getEfConstruct();
        VectorIndex index =
                new VectorIndex(
                        folder.resolve("index"),
                        shape.similarity(),
                        connections == 0 ? DEFAULT_CONNECTIONS : Math.toIntExact(connections),
                        beam == 0 ? DEFAULT_BEAM : Math.toIntExact(beam));
        try {
            this.table = new PointTable(shape, index.load(), index.applied());
            this.log =
                    OperationLog.open(
                            folder.resolve("log"),
                            index.applied(),
                            (number, body) ->
                                    table.apply(number, PointsUpdateOperation.parseFrom(body)));
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
        this.indexer = new Indexer(folder, shape, table, log, index, settings);
        this.writer = new GroupCommit(folder, table, log, indexer, settings);
        this.reader = new PointReader(description.getCollectionName(), shape, table, indexer);
    }

    /** Makes the folder of a new collection, which {@link #open} then opens. */
    static void create(Path folder, CreateCollection description) throws IOException {
        Files.createDirectories(folder);
        DurableFiles.replace(
                folder.resolve(DESCRIPTION),
                description.toString().getBytes(StandardCharsets.UTF_8));
    }

    static VectorCollection open(Path folder, StoreSettings settings) throws IOException {
        String description = Files.readString(folder.resolve(DESCRIPTION));
        return new VectorCollection(
                folder, TextFormat.parse(description, CreateCollection.class), settings);
    }

    /** What the description says of the vectors. */
    static VectorShape shape(CreateCollection description) {
        VectorParams vectors = description.getVectorsConfig().getParams();
        if (vectors.getSize() < 1 || vectors.getSize() > VectorIndex.MAX_DIMENSION) {
            throw Refusal.invalid(
                    "vectors of %s numbers cannot be stored; the local vector store takes 1 to %d",
                    Long.toUnsignedString(vectors.getSize()), VectorIndex.MAX_DIMENSION);
        }
        return new VectorShape((int) vectors.getSize(), Similarity.of(vectors.getDistance()));
    }

    public String name() {
        return description.getCollectionName();
    }

    /**
     * Changes points. The answer comes once the change is on disk and visible, and carries its
     * number.
     *
     * @throws io.grpc.StatusRuntimeException when the change is refused, here or in the answer;
     *     then nothing changed
     */
    public CompletableFuture<Long> update(PointsUpdateOperation operation) {
        OperationCheck.check(operation, shape);
        return writer.submit(operation);
    }

    public List<RetrievedPoint> get(GetPoints request) {
        return reader.get(request);
    }

    public ScrollResponse scroll(ScrollPoints request) {
        return reader.scroll(request);
    }

    public long count(CountPoints request) {
        return reader.count(request);
    }

    public List<ScoredPoint> query(QueryPoints request) {
        return reader.query(request);
    }

    /**
     * Records that a key is to be indexed. Filters here look at payloads directly, so it changes no
     * answer.
     */
    public synchronized void indexPayload(String key, PayloadSchemaInfo schema) {
        PayloadPath.parse(key);
        writePayloadIndexes(payloadIndexes.toBuilder().putPayloadSchema(key, schema).build());
    }

    public synchronized void unindexPayload(String key) {
        writePayloadIndexes(payloadIndexes.toBuilder().removePayloadSchema(key).build());
    }

    private void writePayloadIndexes(CollectionInfo indexes) {
        try {
            DurableFiles.replace(
                    folder.resolve(PAYLOAD_INDEXES),
                    indexes.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Refusal.full(
                    e,
                    "the payload indexes below %s cannot be written (%s)",
                    folder,
                    e.getMessage());
        }
        payloadIndexes = indexes;
    }

    private CollectionInfo readPayloadIndexes() throws IOException {
        Path file = folder.resolve(PAYLOAD_INDEXES);
        return Files.exists(file)
                ? TextFormat.parse(Files.readString(file), CollectionInfo.class)
                : CollectionInfo.getDefaultInstance();
    }

    /**
     * What Qdrant says of a collection: yellow while vectors wait to be indexed, red when the index
     * has stopped.
     */
    public CollectionInfo info() {
        Optional<Exception> failure = indexer.failure();
        long points = table.points().size();
        int waiting = table.fresh().size();
        try (IndexView view = indexer.view()) {
            CollectionInfo.Builder info =
                    CollectionInfo.newBuilder()
                            .setStatus(
                                    failure.isPresent()
                                            ? CollectionStatus.Red
                                            : indexer.behind()
                                                    ? CollectionStatus.Yellow
                                                    : CollectionStatus.Green)
                            .setOptimizerStatus(
                                    OptimizerStatus.newBuilder()
                                            .setOk(failure.isEmpty())
                                            .setError(failure.map(Exception::toString).orElse("")))
                            .setSegmentsCount(view.segments() + 1L)
                            .setPointsCount(points)
                            .setIndexedVectorsCount(Math.max(0, points - waiting))
                            .setConfig(
                                    CollectionConfig.newBuilder()
                                            .setParams(
                                                    CollectionParams.newBuilder()
                                                            .setShardNumber(1)
                                                            .setReplicationFactor(1)
                                                            .setWriteConsistencyFactor(1)
                                                            .setOnDiskPayload(
                                                                    description.getOnDiskPayload())
                                                            .setVectorsConfig(
                                                                    description.getVectorsConfig()))
                                            .setHnswConfig(description.getHnswConfig())
                                            .putAllMetadata(description.getMetadataMap()));
            synchronized (this) {
                payloadIndexes
                        .getPayloadSchemaMap()
                        .forEach(
                                (key, schema) ->
                                        info.putPayloadSchema(
                                                key, schema.toBuilder().setPoints(points).build()));
            }
            return info.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sizes for the metrics of the process.
     *
     * @param points points of the collection
     * @param fresh those whose vectors are not in a graph yet
     * @param logBytes size of the log
     */
    public record Figures(long points, long fresh, long logBytes) {}

    public Figures figures() {
        return new Figures(table.points().size(), table.fresh().size(), log.bytes());
    }

    /** Lets go of the files of a collection that is being dropped. */
    void discard() throws IOException {
        writer.close();
        indexer.discard();
        log.close();
    }

    /**
     * Waits for the changes that were sent, moves what is left into the index, and lets go of the
     * files.
     */
    @Override
    public void close() throws IOException {
        writer.close();
        indexer.close();
        log.close();
    }
}
