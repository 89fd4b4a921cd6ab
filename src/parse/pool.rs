//! The pool of reading processes: starts them, feeds them, counts their time, replaces them after a fault. Whatever a
//! reader does, each item gets an answer and the batch goes on.

use super::anatomy::{Anatomy, Piece, TakeApartError};
use super::draft::{Draft, unread};
use super::draw::{DrawError, Sheet};
use super::ocr::Recognition;
use super::sandbox::Sandbox;
use super::slots::Slots;
use super::wire::{self, Answer, Ask, Envelope};
use super::{ParseError, explain};
use crate::model::{Delivery, Limits, Parsed};
use std::io::{self, BufReader, BufWriter, Read};
use std::os::unix::process::CommandExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::{Duration, Instant};

/// Reads deliveries in limited child processes.
#[derive(Debug)]
pub struct Pool {
    limits: Limits,
    starter: Starter,
    readers: Slots<Option<Box<Reader>>>,
    pages: Slots<()>,
    sandbox: Sandbox,
}

/// How a reader failed to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It took longer than allowed.
    TimedOut,
    /// It asked for more memory than allowed.
    Memory,
    /// It ran out of stack.
    Stack,
    /// It died otherwise, or spoke out of turn.
    Died,
    /// It could not be started.
    NotStarted,
    /// It caught a fault of ours.
    Panicked,
}

impl Failure {
    fn words(self) -> &'static str {
        match self {
            Self::TimedOut => "it took longer than limits.parse_seconds",
            Self::Memory => "it asked for more memory than limits.parse_memory_mib",
            Self::Stack | Self::Died | Self::Panicked => "the reading process died on it",
            Self::NotStarted => "no reading process could be started",
        }
    }
}

impl Pool {
    /// A pool of `size` readers, each a child process of `program` started as `program reader`. One is started at
    /// once, so that a program that cannot be started is known now; the others when they are needed.
    ///
    /// # Errors
    /// Where no reading process can be started.
    pub fn start(program: PathBuf, size: usize, limits: Limits) -> Result<Self, ParseError> {
        let starter = Starter::new(program, limits.clone()).map_err(ParseError::Start)?;
        let first = starter.reader().map_err(ParseError::Start)?;
        let sandbox = first.sandbox;
        let size = size.max(1);
        let mut slots: Vec<_> = std::iter::repeat_with(|| None).take(size - 1).collect();
        slots.push(Some(Box::new(first)));
        let pages = vec![(); size];
        Ok(Self { limits, starter, readers: Slots::new(slots), pages: Slots::new(pages), sandbox })
    }

    /// Which layers of protection the readers have on.
    pub fn sandbox(&self) -> Sandbox {
        self.sandbox
    }

    /// Reads one delivery; may be called from many threads at once. Blocks while all readers are busy.
    pub fn parse(&self, delivery: &Delivery) -> Parsed {
        if delivery.bytes.len() as u64 > self.limits.item_bytes {
            return unread(delivery, explain::too_large(delivery, &self.limits));
        }
        let mut slot = self.readers.take();
        let parsed = match self.attempt(&mut slot, delivery) {
            Ok(parsed) => parsed,
            // A reader that had served others may have been tired; a fresh one decides.
            Err((failure, true)) if failure != Failure::TimedOut => {
                self.attempt(&mut slot, delivery).unwrap_or_else(|(failure, _)| self.failed(delivery, failure))
            }
            Err((failure, _)) => self.failed(delivery, failure),
        };
        self.readers.give(slot);
        parsed
    }

    /// One try with the reader in the slot, or a fresh one. On failure says whether the reader had served others.
    fn attempt(&self, slot: &mut Option<Box<Reader>>, delivery: &Delivery) -> Result<Parsed, (Failure, bool)> {
        let mut reader = match slot.take() {
            Some(reader) => reader,
            None => match self.starter.reader() {
                Ok(reader) => Box::new(reader),
                Err(_) => return Err((Failure::NotStarted, false)),
            },
        };
        let served = reader.served > 0;
        let recognition = Recognition::new(&self.limits, &self.pages);
        let draft = match reader.ask(delivery, &self.limits, &recognition) {
            Ok(draft) => draft,
            Err(failure) => return Err((failure, served)),
        };
        if reader.served < self.limits.items_per_reader && !reader.swollen {
            *slot = Some(reader);
        }
        // What the reader says is data from outside too.
        let finish = AssertUnwindSafe(|| recognition.complete(draft, &self.limits));
        catch_unwind(finish).map_err(|_| (Failure::Panicked, false))
    }

    /// Draws every page of an item as a person sees it, at `dpi` pixels to an inch, and hands the pages to `show` one by
    /// one; documents are numbered as in what `parse` gives.
    ///
    /// # Errors
    /// Where the reading process fails, or a page cannot be drawn.
    pub fn draw(&self, delivery: &Delivery, dpi: u32, show: &mut dyn FnMut(Sheet)) -> Result<(), DrawError> {
        let drawn = self.with_reader(|reader| reader.draw(delivery, dpi, &self.limits, show));
        match drawn {
            Ok(0) => Ok(()),
            Ok(missing) => Err(DrawError::Pages(missing)),
            Err(failure) => Err(DrawError::Reader(failure.words())),
        }
    }

    /// Has a PDF taken apart and hands its streams and pictures to `hand` one by one; nothing in it is parsed here.
    ///
    /// # Errors
    /// Where the reading process fails on it or runs into a limit.
    pub fn take_apart(
        &self,
        delivery: &Delivery,
        hand: &mut dyn FnMut(Piece, Vec<u8>),
    ) -> Result<Anatomy, TakeApartError> {
        if delivery.bytes.len() as u64 > self.limits.item_bytes {
            return Err(TakeApartError("it is larger than limits.item_bytes"));
        }
        let taken = self.with_reader(|reader| reader.take_apart(delivery, &self.limits, hand));
        taken.map_err(|failure| TakeApartError(failure.words()))
    }

    /// Lends a reader out for one item; it comes back only where it did its work.
    fn with_reader<T>(&self, work: impl FnOnce(&mut Reader) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut slot = self.readers.take();
        let done = match slot.take().map_or_else(|| self.starter.reader().map(Box::new), Ok) {
            Ok(mut reader) => {
                let done = work(&mut reader);
                if done.is_ok() && reader.served < self.limits.items_per_reader && !reader.swollen {
                    slot = Some(reader);
                }
                done
            }
            Err(_) => Err(Failure::NotStarted),
        };
        self.readers.give(slot);
        done
    }

    /// The limits that the readers keep.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    fn failed(&self, delivery: &Delivery, failure: Failure) -> Parsed {
        unread(delivery, explain::reader_failed(delivery, failure, &self.limits))
    }
}

/// Starts readers on a thread of its own that lives as long as the pool: the kernel ends a child that follows its
/// parent when the thread that started it ends, and the threads that read items come and go.
#[derive(Debug)]
struct Starter {
    orders: Sender<Sender<io::Result<Reader>>>,
}

impl Starter {
    fn new(program: PathBuf, limits: Limits) -> io::Result<Self> {
        let (orders, taken) = channel::<Sender<io::Result<Reader>>>();
        std::thread::Builder::new().name("postroom-starter".into()).spawn(move || {
            for order in taken {
                // Whoever asked may have gone; then the reader goes too.
                let _ = order.send(Reader::start(&program, &limits));
            }
        })?;
        Ok(Self { orders })
    }

    fn reader(&self) -> io::Result<Reader> {
        let gone = || io::Error::other("the thread that starts reading processes has ended");
        let (order, reader) = channel();
        self.orders.send(order).map_err(|_| gone())?;
        reader.recv().map_err(|_| gone())?
    }
}

/// An answer with the bytes beside it, or why none could be understood.
type Heard = io::Result<(Answer, Vec<u8>)>;

/// One reading process.
#[derive(Debug)]
struct Reader {
    child: Child,
    input: BufWriter<ChildStdin>,
    answers: Receiver<Heard>,
    sandbox: Sandbox,
    served: u32,
    /// Has read something large, and may hold on to the memory.
    swollen: bool,
}

/// Items from this size on make a reader grow; it is replaced afterwards.
const LARGE_ITEM: usize = 16 << 20;
/// Time for a reader to start and wall itself in.
const START: Duration = Duration::from_secs(20);

impl Reader {
    fn start(program: &Path, limits: &Limits) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg("reader")
            .env_clear()
            .current_dir("/")
            // A signal from the terminal is for the parent, which lets every item be finished.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let no_pipe = || io::Error::other("the reading process has no pipes");
        let input = BufWriter::with_capacity(1 << 16, child.stdin.take().ok_or_else(no_pipe)?);
        let output = child.stdout.take().ok_or_else(no_pipe)?;
        let answers = listen(output)?;
        let mut reader = Self { child, input, answers, sandbox: Sandbox::default(), served: 0, swollen: false };
        wire::write(&mut reader.input, &Ask::Start(limits.clone()), &[])?;
        match reader.answers.recv_timeout(START) {
            Ok(Ok((Answer::Ready(sandbox), _))) => reader.sandbox = sandbox,
            Ok(Err(error)) => return Err(error),
            _ => return Err(io::Error::other("the reading process did not answer; is the program Postroom?")),
        }
        Ok(reader)
    }

    /// Sends one item and collects the answer; pages that come meanwhile go to recognition.
    fn ask(&mut self, delivery: &Delivery, limits: &Limits, recognition: &Recognition<'_>) -> Result<Draft, Failure> {
        let result = std::thread::scope(|scope| {
            if wire::write(&mut self.input, &Ask::Read(Envelope::of(delivery)), &delivery.bytes).is_err() {
                return Err(Failure::Died);
            }
            let mut left = Duration::from_secs(limits.parse_seconds);
            loop {
                let before = Instant::now();
                let answer = self.answers.recv_timeout(left);
                // Only waiting for the reader counts; the reader waits while pages are recognised.
                left = left.saturating_sub(before.elapsed());
                match answer {
                    Ok(Ok((Answer::Page(image), pixels))) => recognition.page(scope, image, pixels),
                    Ok(Ok((Answer::Done(draft), _))) => return Ok(*draft),
                    Ok(Ok((Answer::Panicked, _))) => return Err(Failure::Panicked),
                    Ok(_) => return Err(Failure::Died),
                    Err(RecvTimeoutError::Timeout) => return Err(Failure::TimedOut),
                    Err(RecvTimeoutError::Disconnected) => return Err(Failure::Died),
                }
            }
        });
        self.served += 1;
        self.swollen |= delivery.bytes.len() >= LARGE_ITEM;
        result.map_err(|failure| if failure == Failure::Died { self.post_mortem() } else { failure })
    }

    /// Has one item drawn; gives back how many pages could not be.
    fn draw(
        &mut self,
        delivery: &Delivery,
        dpi: u32,
        limits: &Limits,
        show: &mut dyn FnMut(Sheet),
    ) -> Result<usize, Failure> {
        self.talk(&Ask::Draw(Envelope::of(delivery), dpi), delivery, limits, &mut |answer, pixels| match answer {
            Answer::Sheet(info) => {
                let sheet = Sheet { info, pixels };
                if !sheet.fits() {
                    return Err(Failure::Died);
                }
                show(sheet);
                Ok(None)
            }
            Answer::Drawn(missing) => Ok(Some(missing)),
            _ => Err(Failure::Died),
        })
    }

    /// Has one PDF taken apart.
    fn take_apart(
        &mut self,
        delivery: &Delivery,
        limits: &Limits,
        hand: &mut dyn FnMut(Piece, Vec<u8>),
    ) -> Result<Anatomy, Failure> {
        self.talk(&Ask::TakeApart(Envelope::of(delivery)), delivery, limits, &mut |answer, bytes| match answer {
            Answer::Piece(piece) if piece.fits(bytes.len()) => {
                hand(piece, bytes);
                Ok(None)
            }
            Answer::TakenApart(anatomy) => Ok(Some(*anatomy)),
            _ => Err(Failure::Died),
        })
    }

    /// Asks for work on one item and hears answers until one of them ends the talk. Only waiting for the reader counts.
    fn talk<T>(
        &mut self,
        ask: &Ask,
        delivery: &Delivery,
        limits: &Limits,
        hear: &mut dyn FnMut(Answer, Vec<u8>) -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        self.served += 1;
        self.swollen |= delivery.bytes.len() >= LARGE_ITEM;
        if wire::write(&mut self.input, ask, &delivery.bytes).is_err() {
            return Err(self.post_mortem());
        }
        let mut left = Duration::from_secs(limits.parse_seconds);
        loop {
            let before = Instant::now();
            let answer = self.answers.recv_timeout(left);
            left = left.saturating_sub(before.elapsed());
            match answer {
                Ok(Ok((Answer::Panicked, _))) => return Err(Failure::Panicked),
                Ok(Ok((answer, bytes))) => {
                    if let Some(end) = hear(answer, bytes)? {
                        return Ok(end);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Err(Failure::TimedOut),
                _ => return Err(self.post_mortem()),
            }
        }
    }

    /// Why it died, from its exit status and the runtime's last words.
    fn post_mortem(&mut self) -> Failure {
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let mut words = Vec::new();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = stderr.take(4096).read_to_end(&mut words);
        }
        let words = String::from_utf8_lossy(&words);
        if words.contains("memory allocation") || words.contains("out of memory") {
            return Failure::Memory;
        }
        if words.contains("overflowed its stack") {
            return Failure::Stack;
        }
        if status.and_then(signal) == Some(libc::SIGXCPU) {
            return Failure::TimedOut;
        }
        Failure::Died
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It may be hung, and it holds nothing worth waiting for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// Reads answers on a thread of its own, so that waiting for them can have an end.
fn listen(output: ChildStdout) -> io::Result<Receiver<Heard>> {
    let (send, receive) = sync_channel(1);
    std::thread::Builder::new().name("postroom-reader".into()).spawn(move || {
        let mut output = BufReader::with_capacity(1 << 16, output);
        while let Some(answer) = wire::read(&mut output).transpose() {
            let last = answer.is_err();
            if send.send(answer).is_err() || last {
                break;
            }
        }
    })?;
    Ok(receive)
}
