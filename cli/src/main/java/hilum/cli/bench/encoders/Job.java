package hilum.cli.bench.encoders;

import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.encoders.weights.Precision;
import java.util.List;

/**
 * What one side does in each round; written as JSON for its process.
 *
 * @param kind what computes: of ours {@code text}, {@code image} or {@code lora}, else a rival of
 *     {@code benchmarks/peers/rival.py}
 * @param model its folder, or its ONNX file
 * @param tokenizer folder of the tokenizer where the model is a file
 * @param precision of weights and states
 * @param threads processors it may use
 * @param texts file of JSON strings; of pairs first the queries, then the positives
 * @param sorted whether texts are batched by length, else as they came
 * @param batch inputs in a batch; 0 = by our token budget
 * @param pixels file of float32 values {@code (count, 3, size, size)}
 * @param count of pictures
 * @param size of pictures
 * @param targets layers with LoRA
 * @param scale of cosines in the loss
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Job(
        String kind,
        String model,
        String tokenizer,
        Precision precision,
        int threads,
        String texts,
        boolean sorted,
        int batch,
        String pixels,
        int count,
        int size,
        List<String> targets,
        double scale) {
    static Job texts(String kind, String model, Precision precision, int threads, String texts) {
        return new Job(
                kind, model, model, precision, threads, texts, true, 32, null, 0, 0, null, 0);
    }

    static Job images(
            String kind, String model, Precision precision, int threads, String pixels, int count) {
        return new Job(
                kind, model, null, precision, threads, null, true, 16, pixels, count, 0, null, 0);
    }

    Job of(String file) {
        return new Job(
                kind, file, tokenizer, precision, threads, texts, sorted, batch, pixels, count,
                size, targets, scale);
    }

    Job by(String other) {
        return new Job(
                other, model, tokenizer, precision, threads, texts, sorted, batch, pixels, count,
                size, targets, scale);
    }

    Job in(Precision other) {
        return new Job(
                kind, model, tokenizer, other, threads, texts, sorted, batch, pixels, count, size,
                targets, scale);
    }

    Job batched(boolean byLength, int inputs) {
        return new Job(
                kind, model, tokenizer, precision, threads, texts, byLength, inputs, pixels, count,
                size, targets, scale);
    }

    Job sized(int pixelsAside) {
        return new Job(
                kind,
                model,
                tokenizer,
                precision,
                threads,
                texts,
                sorted,
                batch,
                pixels,
                count,
                pixelsAside,
                targets,
                scale);
    }

    Job lora(List<String> layers, double cosines) {
        return new Job(
                kind, model, tokenizer, precision, threads, texts, sorted, batch, pixels, count,
                size, layers, cosines);
    }
}
