package hilum.cli.bench.encoders;

import hilum.cli.Output;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Picture;
import hilum.encoders.image.Pixels;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.text.TextOptions;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.TokenBudget;
import hilum.encoders.text.Tokens;
import hilum.encoders.training.TextPair;
import hilum.encoders.training.TextStage;
import hilum.encoders.training.TextTrainee;
import hilum.encoders.training.TrainingState;
import hilum.encoders.training.Trains;
import hilum.encoders.weights.Checkpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Our side's process: the same lines in and out as {@code benchmarks/peers/rival.py}, computed by
 * this library.
 */
public final class Ours {
    private static final int MAX_TOKENS = 512;
    private static final int PAIR_TOKENS = 128;

    /** A budget that never splits a fixed batch. */
    private static final TokenBudget ANY = new TokenBudget(Integer.MAX_VALUE);

    /** As many steps as a comparison could take. */
    private static final int MOST_STEPS = 1_000;

    private Ours() {}

    @FunctionalInterface
    private interface Work {
        float[][] run();
    }

    /**
     * Reads a job, then answers lines of stdin.
     *
     * @param arguments the job's file
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream replies = System.out;
        System.setOut(System.err); // what libraries print is no reply
        Job job = Output.JSON.readValue(Path.of(arguments[0]).toFile(), Job.class);
        Work work =
                switch (job.kind()) {
                    case "text" -> text(job);
                    case "image" -> image(job);
                    case "lora" -> lora(job);
                    default -> throw new IllegalArgumentException("No work " + job.kind());
                };
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak starts anew
        replies.println(Output.json(Map.of("ready", true)));
        BufferedReader requests =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            replies.println(Output.json(answer(line, work)));
        }
        System.exit(0);
    }

    private static Map<String, Object> answer(String line, Work work) throws IOException {
        if (line.equals("memory")) {
            return Map.of("kib", highWater());
        }
        long start = System.nanoTime();
        long cpu = cpuNanos();
        float[][] vectors = work.run();
        Map<String, Object> done =
                Map.of(
                        "rows", vectors.length,
                        "seconds", (System.nanoTime() - start) / 1e9,
                        "cpu", (cpuNanos() - cpu) / 1e9);
        if (line.startsWith("vectors ")) {
            write(Path.of(line.substring("vectors ".length())), vectors);
        }
        return done;
    }

    private static Work text(Job job) throws IOException {
        TextTower tower =
                TextTower.open(Path.of(job.model()), TextOptions.mean(job.precision(), MAX_TOKENS));
        List<String> lines = texts(job);
        return () -> {
            List<Tokens> tokens =
                    lines.stream().map(text -> tower.tokenize(Optional.empty(), text)).toList();
            if (job.batch() == 0) {
                return tower.embed(tokens);
            }
            List<float[]> vectors = new ArrayList<>();
            for (int from = 0; from < tokens.size(); from += job.batch()) {
                int to = Math.min(from + job.batch(), tokens.size());
                Collections.addAll(vectors, tower.embed(tokens.subList(from, to), ANY));
            }
            return vectors.toArray(float[][]::new);
        };
    }

    private static Work image(Job job) throws IOException {
        ImageTower tower = ImageTower.open(Path.of(job.model()), job.precision());
        List<Pixels> pictures = new ArrayList<>();
        for (int i = 0; i < job.count(); i++) {
            pictures.add(new Pixels(picture(i, job.size())));
        }
        return () -> tower.embed(pictures);
    }

    /** Noise, always the same: what is in a picture costs no time. */
    static Picture picture(int number, int size) {
        byte[] levels = new byte[size * size];
        new Random(number).nextBytes(levels);
        return new Picture(size, size, 1, levels);
    }

    private static Work lora(Job job) throws IOException {
        List<String> lines = texts(job);
        int half = lines.size() / 2;
        List<TextPair> pairs = new ArrayList<>();
        for (int i = 0; i < half; i++) {
            pairs.add(new TextPair(lines.get(i), lines.get(half + i), List.of()));
        }
        Path folder = Path.of(job.model());
        TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
        Map<String, Tokens> tokens = new LinkedHashMap<>();
        try (TextTower tokenizer =
                TextTower.open(folder, TextOptions.mean(job.precision(), PAIR_TOKENS))) {
            lines.forEach(text -> tokens.put(text, tokenizer.tokenize(Optional.empty(), text)));
        }
        TextTrainee trainee;
        TrainingState state;
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            trainee =
                    TextTrainee.of(
                            architecture,
                            Attention.BIDIRECTIONAL,
                            Pooling.MEAN,
                            checkpoint.fitted(
                                    architecture.weights(), architecture::canonical, name -> true),
                            new Trains.Lora(16, 32, 0, job.targets()),
                            job.precision(),
                            1);
            state = TrainingState.start(trainee.initial());
        }
        TextStage stage =
                new TextStage(
                        trainee,
                        tokens::get,
                        Collections.nCopies(MOST_STEPS, pairs),
                        job.scale(),
                        TextStage.optimiser(MOST_STEPS, 1e-4),
                        Long.MAX_VALUE,
                        1);
        return () -> new float[][] {{(float) stage.step(state).loss()}};
    }

    private static List<String> texts(Job job) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(job.texts()))) {
            texts.add(Output.JSON.readValue(line, String.class));
        }
        return texts;
    }

    private static void write(Path file, float[][] vectors) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(vectors.length * vectors[0].length * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] vector : vectors) {
            for (float value : vector) {
                bytes.putFloat(value);
            }
        }
        Files.write(file, bytes.array());
    }

    private static long highWater() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(java.time.Duration.ZERO)
                .toNanos();
    }
}
