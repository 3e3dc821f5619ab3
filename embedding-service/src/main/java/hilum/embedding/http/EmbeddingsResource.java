package hilum.embedding.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import hilum.embedding.life.LiveModel;
import hilum.schemas.Vectors;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Vectors of texts by the live model, in the form of OpenAI's embeddings interface. */
@Path("/v1/embeddings")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EmbeddingsResource {
    private static final int MOST = 256;

    private final LiveModel live;

    EmbeddingsResource(LiveModel live) {
        this.live = live;
    }

    /**
     * What is asked.
     *
     * @param input a text, or up to 256 texts
     * @param model the live version's name, or null
     * @param encodingFormat {@code float} (default) or {@code base64} of little-endian floats
     */
    public record Request(
            JsonNode input, String model, @JsonProperty("encoding_format") String encodingFormat) {}

    /** The vectors, in the order of the input. */
    public record Response(String object, List<Entry> data, String model, Usage usage) {}

    /** One vector: an array of numbers, or a Base64 text. */
    public record Entry(String object, int index, Object embedding) {}

    /** Tokens that were embedded. */
    public record Usage(
            @JsonProperty("prompt_tokens") int promptTokens,
            @JsonProperty("total_tokens") int totalTokens) {}

    @POST
    @Operation(summary = "Vectors of texts by the live model (OpenAI-compatible)")
    public Response embed(Request request) {
        LiveModel.Serving serving = SearchResource.serving(live);
        String version = serving.encoder().version();
        if (request != null && request.model() != null && !request.model().equals(version)) {
            throw new ProblemException(
                    404,
                    "model",
                    "Model does not serve",
                    "model",
                    "Model %s does not serve: leave model out, or ask for %s"
                            .formatted(request.model(), version));
        }
        List<String> texts = texts(request);
        boolean base64 = "base64".equals(request.encodingFormat());
        float[][] vectors = serving.encoder().texts(texts);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            Object vector =
                    base64
                            ? Base64.getEncoder().encodeToString(Vectors.encode(vectors[i]).array())
                            : vectors[i];
            entries.add(new Entry("embedding", i, vector));
        }
        int tokens = serving.encoder().tokens(texts);
        return new Response("list", entries, version, new Usage(tokens, tokens));
    }

    private static List<String> texts(Request request) {
        JsonNode input = request == null ? null : request.input();
        if (input != null && input.isTextual()) {
            return List.of(Texts.checked(input.asText(), "input"));
        }
        if (input == null || !input.isArray() || input.isEmpty() || input.size() > MOST) {
            throw new ProblemException(
                    422,
                    "input",
                    "Input refused",
                    "input",
                    "Give input as a text or as 1 to %d texts".formatted(MOST));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : input) {
            texts.add(
                    Texts.checked(
                            each.isTextual() ? each.asText() : null,
                            "input[" + texts.size() + "]"));
        }
        return texts;
    }
}
