package hilum.encoders.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rotary embedding of a Llama: plain, or with the frequencies scaled as Llama 3.1 does.
 *
 * @param theta the base of the frequencies
 * @param factor by how much the longest waves are slowed; 1 = plain
 * @param low waves longer than {@code original / low} are slowed in full
 * @param high waves shorter than {@code original / high} are left
 * @param original the positions of pretraining; 0 = plain
 */
public record Rotary(double theta, double factor, double low, double high, double original) {
    public Rotary {
        if (!(theta > 0) || !(factor > 0)) {
            throw new IllegalArgumentException(
                    "A rotary embedding of theta %s and factor %s: both are above 0"
                            .formatted(theta, factor));
        }
        if (original < 0 || (original > 0 && !(high > low && low > 0))) {
            throw new IllegalArgumentException(
                    "A rotary scaling from %s positions between %s and %s: high_freq_factor is above low_freq_factor, both above 0"
                            .formatted(original, low, high));
        }
    }

    /** A plain one. */
    public static Rotary plain(double theta) {
        return new Rotary(theta, 1, 1, 1, 0);
    }

    /** From the layout of transformers 4 ({@code rope_scaling}) or 5 ({@code rope_parameters}). */
    static Rotary of(JsonNode json, Path from) throws IOException {
        JsonNode scaling =
                json.path("rope_parameters").isObject()
                        ? json.path("rope_parameters")
                        : json.path("rope_scaling");
        double theta =
                scaling.path("rope_theta").asDouble(json.path("rope_theta").asDouble(10_000));
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        return switch (type) {
            case "default" -> plain(theta);
            case "llama3" ->
                    new Rotary(
                            theta,
                            number(scaling, "factor", from),
                            number(scaling, "low_freq_factor", from),
                            number(scaling, "high_freq_factor", from),
                            number(scaling, "original_max_position_embeddings", from));
            default ->
                    throw new IOException(
                            "%s has a rotary embedding of the type '%s': Hilum computes default and llama3"
                                    .formatted(from, type));
        };
    }

    boolean scaled() {
        return original > 0;
    }

    /** In the layout of transformers 5. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rope_theta", theta);
        json.put("rope_type", scaled() ? "llama3" : "default");
        if (scaled()) {
            json.put("factor", factor);
            json.put("low_freq_factor", low);
            json.put("high_freq_factor", high);
            json.put("original_max_position_embeddings", (long) original);
        }
        return json;
    }

    private static double number(JsonNode scaling, String field, Path from) throws IOException {
        if (!scaling.path(field).isNumber()) {
            throw new IOException(
                    "%s scales its rotary embedding as llama3 without '%s': copy the model's config.json again"
                            .formatted(from, field));
        }
        return scaling.path(field).asDouble();
    }
}
