package hilum.embedding.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.embedding.life.LiveModel;
import hilum.embedding.store.VectorStore;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Searches the collection that is served, by text or by image. */
@Path("/search")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MOST = 100;

    private final LiveModel live;
    private final VectorStore store;

    SearchResource(LiveModel live, VectorStore store) {
        this.live = live;
        this.store = store;
    }

    /**
     * What is asked: exactly one of text and image.
     *
     * @param text words of a report
     * @param image a PNG or JPEG in Base64
     * @param limit answers at most, 1 to 100, 10 by default
     * @param site only studies of this site
     * @param kind only items of this kind: report, findings, impression, split, prior_omitted,
     *     image
     * @param exact compares with every vector instead of walking the index
     */
    public record Request(
            String text, String image, Integer limit, String site, String kind, Boolean exact) {}

    /** The answers, best first, and the model version whose space was searched. */
    public record Response(String modelVersion, List<Answer> hits) {}

    /** One answer. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            String studyId, String item, String kind, String site, Integer day, double score) {}

    @POST
    @Operation(summary = "Nearest items of the served collection to a text or an image")
    public Response search(Request request) {
        if (request == null || (request.text() == null) == (request.image() == null)) {
            throw new ProblemException(
                    422, "query", "One query needed", "text", "Give exactly one of text and image");
        }
        int limit = request.limit() == null ? DEFAULT_LIMIT : request.limit();
        if (limit < 1 || limit > MOST) {
            throw new ProblemException(
                    422,
                    "limit",
                    "Limit out of range",
                    "limit",
                    "limit is %d: give 1 to %d".formatted(limit, MOST));
        }
        LiveModel.Serving serving = serving(live);
        var query =
                new VectorStore.Query(
                        limit,
                        Optional.ofNullable(request.site()),
                        Optional.ofNullable(request.kind()),
                        Boolean.TRUE.equals(request.exact()));
        List<Answer> hits =
                store.search(serving.collection(), vector(serving, request), query).stream()
                        .map(
                                hit ->
                                        new Answer(
                                                hit.study(),
                                                hit.item(),
                                                hit.kind(),
                                                hit.site(),
                                                hit.day().orElse(null),
                                                hit.score()))
                        .toList();
        return new Response(serving.encoder().version(), hits);
    }

    private static float[] vector(LiveModel.Serving serving, Request request) {
        if (request.text() != null) {
            return serving.encoder().texts(List.of(Texts.checked(request.text(), "text")))[0];
        }
        if (!serving.encoder().hasImages()) {
            throw new ProblemException(
                    409,
                    "no-image-tower",
                    "No image tower",
                    "image",
                    "Model %s has no image tower yet: search by text, or wait until a trained version serves"
                            .formatted(serving.encoder().version()));
        }
        try {
            return serving.encoder().image(Base64.getDecoder().decode(request.image()));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, "image", "Image refused", "image", e.getMessage());
        }
    }

    /** What serves, or the problem that nothing does. */
    static LiveModel.Serving serving(LiveModel live) {
        return live.serving()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        503,
                                        "no-model",
                                        "No model serves yet",
                                        null,
                                        "Waiting for %s: try again shortly"
                                                .formatted(live.waitingFor())));
    }
}
