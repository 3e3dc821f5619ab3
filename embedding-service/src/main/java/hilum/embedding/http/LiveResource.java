package hilum.embedding.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.embedding.life.Census;
import hilum.embedding.life.LiveModel;
import hilum.embedding.store.VectorStore;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What serves, every point of it, and how fast the bare encoder is. */
@Path("/")
public class LiveResource {
    private static final int MOST_TEXTS = 10_000;
    private static final int FIXED_BATCH = 32;

    private final LiveModel live;
    private final VectorStore store;
    private final Census census;
    private final ObjectMapper json;

    LiveResource(LiveModel live, VectorStore store, Census census, ObjectMapper json) {
        this.live = live;
        this.store = store;
        this.census = census;
        this.json = json;
    }

    /** The live model. */
    public record Live(
            String modelVersion,
            String collection,
            long points,
            int dimension,
            boolean imageTower) {}

    @GET
    @Path("models/live")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The model version that answers searches")
    public Live live() {
        LiveModel.Serving serving = SearchResource.serving(live);
        return new Live(
                serving.encoder().version(),
                serving.collection(),
                store.count(serving.collection()),
                serving.encoder().dimension(),
                serving.encoder().hasImages());
    }

    @GET
    @Path("collections/live/points")
    @Produces("application/x-ndjson")
    @Operation(summary = "Id, study and item of every point of the served collection, a line each")
    public StreamingOutput points() {
        String collection = SearchResource.serving(live).collection();
        return out -> {
            try (JsonGenerator lines = json.getFactory().createGenerator(out)) {
                lines.setRootValueSeparator(
                        new com.fasterxml.jackson.core.io.SerializedString("\n"));
                store.scroll(
                        collection,
                        point -> {
                            try {
                                json.writeValue(lines, point);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
            }
        };
    }

    /** Speed of the encoder alone. */
    public record Bare(int texts, double seconds, double textsPerSecond) {}

    @GET
    @Path("bench/bare")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Texts per second of the encoder alone, on texts of the stream: what the pipeline is held against")
    public Bare bare(
            @QueryParam("texts") @DefaultValue("512") int texts,
            @QueryParam("batching") @DefaultValue("budget") String batching) {
        if (texts < 1 || texts > MOST_TEXTS) {
            throw new ProblemException(
                    422,
                    "texts",
                    "Number out of range",
                    "texts",
                    "texts is %d: give 1 to %d".formatted(texts, MOST_TEXTS));
        }
        if (!batching.equals("budget") && !batching.equals("arrival")) {
            throw new ProblemException(
                    422,
                    "batching",
                    "Batching unknown",
                    "batching",
                    "batching is %s: give budget or arrival".formatted(batching));
        }
        LiveModel.Serving serving = SearchResource.serving(live);
        List<String> sample = evenly(census.texts(), texts);
        if (sample.isEmpty()) {
            throw new ProblemException(
                    409, "no-texts", "No texts yet", null, "No study has arrived: send some first");
        }
        long start = System.nanoTime();
        if (batching.equals("budget")) {
            serving.encoder().texts(sample);
        } else {
            serving.encoder().textsAsTheyCome(sample, FIXED_BATCH);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Bare(sample.size(), seconds, sample.size() / seconds);
    }

    /** At most so many of the texts, from all over the list, in its order. */
    private static List<String> evenly(List<String> all, int most) {
        int kept = Math.min(most, all.size());
        return IntStream.range(0, kept)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / kept)))
                .toList();
    }
}
