import QtQuick
import QtQuick.Controls.Basic
import EdgeApp

// A stored clip, large: play, pause, scroll; and where the exam goes on, discard or retake. Over a frozen image, whose clip was just
// saved, it is only played.
Rectangle {
    id: screen
    required property var exam // the workflow's, which says whether something could not be saved
    required property var stored
    required property var lock
    required property var translator
    required property Theme theme
    readonly property var opened: stored.exam
    readonly property var clip: opened.clip
    readonly property var player: opened.clipPlayer
    readonly property bool portrait: height > width
    readonly property bool mayDiscard: opened.isOpen && !opened.head.finished
    property string panel: "" // "discard", "retake", or the clip
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }
    Labels { id: labels; names: (screen.opened.isOpen ? screen.opened : screen.exam).protocol.names }
    Dates { id: dates }
    ErrorMessages { id: errorMessages }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        lock: screen.lock
        title: screen.opened.clipIsOpen ? labels.muscle(screen.clip.muscle) : ""
        detail: screen.stored.failure !== "" ? errorMessages.of(screen.stored.failure)
              : screen.opened.clipIsOpen ? qsTr("%1, clip %2, %3").arg(labels.side(screen.clip.side)).arg(screen.clip.number).arg(dates.dateTime(screen.clip.taken)) : ""
        canGoBack: true
        onBack: if (screen.panel !== "") screen.panel = ""; else screen.opened.closeClip()
    }

    Item {
        id: view
        visible: screen.panel === ""
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: bar.top; margins: screen.theme.gap }

        StoredPixels {
            objectName: "clip"
            width: screen.portrait ? parent.width : parent.width - words.width - screen.theme.gap
            height: screen.portrait ? parent.height - words.height - screen.theme.gap / 2 : parent.height
            frames: screen.stored.frames
            key: "clip"
        }

        Column {
            id: words
            objectName: "clipWords"
            anchors.right: parent.right
            y: screen.portrait ? parent.height - height : 0
            width: screen.portrait ? parent.width : 0.27 * screen.width
            spacing: screen.theme.gap / 2

            component Line: Text {
                width: parent.width
                wrapMode: Text.Wrap
                font.pixelSize: screen.theme.body
                color: screen.theme.text
                textFormat: Text.PlainText
            }

            Line {
                objectName: "clipOrigin"
                visible: screen.opened.clipIsOpen && screen.clip.origin !== "probe"
                font { pixelSize: screen.theme.body; bold: true }
                color: screen.theme.warning
                text: !screen.opened.clipIsOpen ? "" : screen.clip.origin === "simulated" ? qsTr("Simulated") : qsTr("From a recording")
            }
            Line {
                text: screen.opened.clipIsOpen ? qsTr("%1 s, %2 images, %3 per second").arg(screen.theme.localised(screen.clip.seconds.toFixed(1)))
                    .arg(screen.clip.frames).arg(Math.round(screen.clip.rate)) : ""
            }
            Line { color: screen.theme.faint; text: qsTr("The network does not analyse clips.") }
        }
    }

    Row {
        id: bar
        visible: screen.panel === ""
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap
                  bottomMargin: screen.theme.gap + (actions.visible && screen.portrait ? actions.height + screen.theme.gap : 0) }
        height: screen.theme.touch
        spacing: screen.theme.gap

        TouchButton {
            id: play
            objectName: "play"
            width: 130 * screen.theme.unit
            theme: screen.theme
            primary: true
            text: screen.player.isPlaying ? qsTr("Pause") : qsTr("Play")
            onClicked: screen.player.toggle()
        }

        Slider {
            id: slider
            objectName: "scrub"
            width: parent.width - play.width - elapsed.width - 2 * parent.spacing
            height: parent.height
            padding: 0
            focusPolicy: Qt.NoFocus
            from: 0
            to: Math.max(1, screen.player.count - 1)
            stepSize: 1
            value: screen.player.index
            onMoved: screen.player.seek(Math.round(value))

            background: Rectangle {
                y: (slider.height - height) / 2
                width: slider.width
                height: 10 * screen.theme.unit
                radius: height / 2
                color: screen.theme.line
            }

            handle: Rectangle {
                x: slider.visualPosition * (slider.width - width)
                y: (slider.height - height) / 2
                width: screen.theme.handle
                height: screen.theme.handle
                radius: 6 * screen.theme.unit
                color: slider.pressed ? screen.theme.warning : screen.theme.text
            }
        }

        Text {
            id: elapsed
            objectName: "elapsed"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.ceil(atTheEnd.advanceWidth)
            horizontalAlignment: Text.AlignRight
            font { pixelSize: screen.theme.body; bold: true }
            color: screen.theme.text
            textFormat: Text.PlainText
            text: screen.opened.clipIsOpen ? said(screen.player.elapsed) : ""

            function said(seconds: real): string {
                return qsTr("%1 of %2 s").arg(screen.theme.localised(seconds.toFixed(1))).arg(screen.theme.localised(screen.clip.seconds.toFixed(1)))
            }

            // Its longest, so that the slider does not move while the clip is played.
            TextMetrics {
                id: atTheEnd
                font: elapsed.font
                text: screen.opened.clipIsOpen ? elapsed.said(screen.clip.seconds) : ""
            }
        }
    }

    // On a landscape screen beside the image, which needs the height.
    Row {
        id: actions
        visible: screen.panel === "" && screen.mayDiscard
        x: screen.portrait ? screen.theme.gap : view.x + words.x
        y: screen.portrait ? parent.height - height - screen.theme.gap : view.y + view.height - height
        width: words.width
        spacing: screen.theme.gap

        TouchButton {
            objectName: "discardClip"
            width: (parent.width - parent.spacing) / 2
            theme: screen.theme
            size: 15 * theme.unit
            text: qsTr("Discard")
            onClicked: screen.panel = "discard"
        }

        TouchButton {
            objectName: "takeClipAgain"
            width: (parent.width - parent.spacing) / 2
            theme: screen.theme
            size: 15 * theme.unit
            text: qsTr("Retake")
            onClicked: screen.panel = "retake"
        }
    }

    Loader {
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom; margins: screen.theme.gap }
        active: screen.panel !== ""
        sourceComponent: DiscardClip { exam: screen.exam; opened: screen.opened; theme: screen.theme; again: screen.panel === "retake" }
    }

    TapGuard { anchors.fill: parent; theme: screen.theme; change: screen.panel }
}
