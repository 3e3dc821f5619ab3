package hilum.language.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The models that an endpoint says it has. */
public final class ModelList {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelList() {}

    /**
     * Their names, in the endpoint's order.
     *
     * @throws Unavailable if it does not say
     */
    public static List<String> of(URI url, ApiKey key) {
        HttpRequest request =
                HttpRequest.builder()
                        .method(HttpMethod.GET)
                        .url(url.toString().replaceAll("/+$", "") + "/models")
                        .build();
        List<String> names = new ArrayList<>();
        try {
            String body = BoundedHttp.builder(PATIENCE, key).build().execute(request).body();
            for (JsonNode model : JSON.readTree(body).path("data")) {
                names.add(model.path("id").asText());
            }
        } catch (JsonProcessingException e) {
            throw Unavailable.lasting("lists no models: check the address");
        } catch (Declined e) {
            throw Unavailable.lasting("lists no models: it " + e.getMessage());
        }
        return List.copyOf(names);
    }
}
