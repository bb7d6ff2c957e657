import QtQuick
import QtQuick.Controls.Basic
import EdgeApp

// Over the bottom of the image: the current site; while it is live the button that records a clip, and on a frozen image the slider
// to scroll through the last ten seconds, the clip that can be saved of them, what is measured on the image, and a note on it.
Column {
    id: strip
    required property var exam
    required property var live
    required property Theme theme
    readonly property bool narrow: width < 700 * theme.unit // then what the slider stands at is beside the site
    readonly property bool justSaved: exam.savedImages > 0 && savedTimer.running
    signal noteAsked
    readonly property bool review: exam.step === "review"
    readonly property bool arriving: exam.step === "live" && !live.frozen && exam.imagesHere === 0
    spacing: theme.gap / 2

    Labels { id: labels; names: strip.exam.protocol.names }
    CaliperTexts { id: texts; theme: strip.theme }

    ErrorBanner { width: parent.width; exam: strip.exam; theme: strip.theme; title: qsTr("Not saved. The image is still here; please try again.") }

    Banner {
        objectName: "notKept"
        width: parent.width
        visible: strip.live.frozen && strip.exam.step === "live"
        theme: strip.theme
        colour: strip.theme.warning
        title: qsTr("This image cannot be saved")
        detail: qsTr("It was not live or has no finding. Return to live and freeze again.")
    }

    Banner {
        objectName: "disagree"
        anchors.right: parent.right
        room: parent.width - 3.4 * theme.touch // on the left is the button that fits the region to the muscle
        visible: strip.exam.disagree
        theme: strip.theme
        colour: strip.theme.warning
        title: qsTr("Network and echo intensity disagree")
    }

    Timer { id: savedTimer; interval: 2500 }
    Connections {
        target: strip.exam
        function onStateChanged() { if (strip.exam.savedImages > 0) savedTimer.restart() }
    }

    // Which muscle is under the probe, also at the moment an image of it is accepted: larger then, and at its first in yellow.
    Text {
        objectName: "site"
        visible: !strip.arriving
        width: parent.width - (strip.narrow && strip.review ? ago.width + ago.besideScale : 0)
        wrapMode: Text.Wrap
        font { pixelSize: strip.review ? 20 * strip.theme.unit : strip.theme.body; bold: true }
        style: Text.Outline
        styleColor: "black"
        color: strip.review && strip.exam.imagesHere === 0 ? strip.theme.warning : strip.theme.text
        textFormat: Text.PlainText
        text: qsTr("%1: image %2").arg(labels.site(strip.exam.muscle, strip.exam.side)).arg(strip.exam.imagesHere + 1)
    }

    Item {
        width: parent.width
        height: Math.max(strip.theme.touch, strip.review ? 0 : said.height)

        Rectangle {
            visible: strip.review
            anchors.fill: parent
            radius: strip.theme.radius
            color: "#b012181d"
        }

        TouchButton {
            id: back
            objectName: "back"
            visible: !strip.review
            anchors.bottom: parent.bottom
            theme: strip.theme
            size: 30 * theme.unit
            text: "‹"
            onClicked: strip.exam.back()
        }

        // Until it is tapped again, or the image is frozen in any other way.
        TouchButton {
            id: record
            objectName: "recordClip"
            readonly property var clip: strip.exam.clip
            visible: strip.exam.step === "live" && !strip.live.frozen
            anchors { left: back.right; leftMargin: strip.theme.gap / 2; bottom: parent.bottom }
            width: 130 * strip.theme.unit
            theme: strip.theme
            size: 16 * theme.unit
            colour: clip.isRecording ? theme.alarm : theme.text
            primary: clip.isRecording
            enabled: clip.isRecording ? clip.mayStop : strip.exam.mayTakeClip && !strip.exam.isBusy
            text: clip.isRecording ? qsTr("■ Stop") : qsTr("● Record")
            detail: clip.isRecording ? qsTr("%1 s").arg(strip.theme.localised(clip.recorded.toFixed(1)))
                  : !strip.exam.mayTakeClip ? qsTr("%1 are kept").arg(strip.exam.clips) : qsTr("up to %1 s").arg(clip.longest)
            onClicked: clip.isRecording ? strip.live.toggleFreeze() : strip.exam.recordClip()
        }

        // Beside the buttons: over them is the one that fits the region to the muscle.
        Column {
            id: said
            visible: !strip.review
            anchors { left: record.right; leftMargin: strip.theme.gap / 2; right: parent.right; bottom: parent.bottom }

            Banner {
                objectName: "saved"
                visible: strip.justSaved && !strip.arriving
                theme: strip.theme
                colour: strip.theme.good
                title: visible ? qsTr("Image %1 of %2 saved").arg(strip.exam.lastKept.number).arg(strip.exam.lastKept.wanted) : ""
            }

            // The probe has to go elsewhere: said until the first image of that site is frozen, because nobody has tapped on it.
            Banner {
                objectName: "arrival"
                readonly property var kept: strip.exam.lastKept
                visible: strip.arriving
                theme: strip.theme
                colour: strip.theme.warning
                title: qsTr("Now: %1").arg(labels.site(strip.exam.muscle, strip.exam.side))
                detail: strip.justSaved ? qsTr("%1: image %2 of %3 saved").arg(labels.site(kept.muscle, kept.side)).arg(kept.number).arg(kept.wanted)
                      : labels.said(strip.exam.protocol.placements[strip.exam.muscle])
            }
        }

        // Where the way back is on a live image. What it says of the length is what it will keep.
        TouchButton {
            id: saveClip
            objectName: "saveClip"
            readonly property var clip: strip.exam.clip
            readonly property bool isSaving: clip.progress >= 0
            visible: strip.review && !clip.isSaved
            width: 118 * strip.theme.unit
            theme: strip.theme
            size: 16 * theme.unit
            enabled: clip.isReady && strip.exam.mayTakeClip && !strip.exam.isBusy
            text: isSaving ? qsTr("Saving…") : qsTr("Save clip")
            detail: isSaving ? qsTr("%1 %").arg(Math.round(100 * clip.progress))
                  : !strip.exam.mayTakeClip ? qsTr("%1 are kept").arg(strip.exam.clips)
                  : clip.seconds > 0 ? qsTr("last %1 s").arg(strip.theme.localised(clip.seconds.toFixed(1))) : qsTr("too short")
            onClicked: strip.exam.saveClip()
        }

        // What was saved, in place of the button; a tap plays it.
        Loader {
            active: strip.review && strip.exam.clip.isSaved
            width: saveClip.width
            height: parent.height
            sourceComponent: TouchButton {
                objectName: "clipSaved"
                theme: strip.theme
                enabled: !strip.exam.isBusy
                onClicked: strip.exam.playClip()

                contentItem: Item {
                    StillImage {
                        objectName: "clipThumbnail"
                        readonly property var clip: strip.exam.clip
                        readonly property real zoom: Math.min(parent.width / clip.frameWidth, (parent.height - seconds.height) / clip.frameHeight)
                        taps: clip
                        width: Math.round(clip.frameWidth * zoom)
                        height: Math.round(clip.frameHeight * zoom)
                        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top }
                    }

                    Text {
                        id: seconds
                        objectName: "clipSavedText"
                        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom }
                        font { pixelSize: strip.theme.small; bold: true }
                        color: strip.theme.good
                        textFormat: Text.PlainText
                        text: "✓ ▶ " + qsTr("%1 s").arg(strip.theme.localised(strip.exam.clip.seconds.toFixed(1)))
                    }
                }
            }
        }

        TouchButton {
            id: measure
            readonly property var found: strip.exam.frozenCalipers
            objectName: "measure"
            visible: strip.review
            anchors { left: saveClip.right; leftMargin: strip.theme.gap / 2 }
            width: 1.6 * theme.touch
            theme: strip.theme
            size: 16 * theme.unit
            enabled: strip.review && !strip.exam.isBusy && !strip.live.reviewing
            text: qsTr("Measure")
            detail: found.thickness < 0 ? "" : texts.millimetres(found.thickness)
            onClicked: strip.exam.measure()
        }

        TouchButton {
            id: note
            objectName: "noteOnImage"
            visible: strip.review
            anchors { left: measure.right; leftMargin: strip.theme.gap / 2 }
            width: theme.touch
            theme: strip.theme
            size: 16 * theme.unit
            enabled: strip.review && !strip.exam.isBusy
            chosen: strip.exam.imageNote !== ""
            text: qsTr("Note")
            onClicked: strip.noteAsked()
        }

        Slider {
            id: slider
            objectName: "strip"
            visible: strip.review
            anchors { left: note.right; right: strip.narrow ? parent.right : ago.left; leftMargin: strip.theme.gap; rightMargin: strip.theme.gap }
            height: parent.height
            padding: 0
            focusPolicy: Qt.NoFocus
            enabled: !strip.exam.isBusy && strip.exam.strip > 1
            from: 0
            to: Math.max(1, strip.exam.strip - 1)
            stepSize: 1
            value: strip.exam.chosen
            onMoved: strip.exam.choose(Math.round(value))

            background: Rectangle {
                y: (slider.height - height) / 2
                width: slider.width
                height: 10 * strip.theme.unit
                radius: height / 2
                color: strip.theme.line
            }

            handle: Rectangle {
                x: slider.visualPosition * (slider.width - width)
                y: (slider.height - height) / 2
                width: strip.theme.handle
                height: strip.theme.handle
                radius: 6 * strip.theme.unit
                color: slider.pressed ? strip.theme.warning : strip.theme.text
            }
        }

        Text {
            id: ago
            objectName: "ago"
            visible: strip.review
            readonly property real besideScale: 84 * strip.theme.unit // the depths are written at the image's right edge
            anchors { right: parent.right; rightMargin: strip.narrow ? besideScale : strip.theme.gap }
            y: strip.narrow ? -height - strip.spacing : (parent.height - height) / 2
            width: 128 * strip.theme.unit
            style: strip.narrow ? Text.Outline : Text.Normal
            styleColor: "black"
            horizontalAlignment: Text.AlignRight
            font { pixelSize: strip.theme.body; bold: true }
            color: strip.theme.text
            textFormat: Text.PlainText
            text: strip.exam.ago < 0.05 ? qsTr("Last image") : qsTr("%1 s earlier").arg(strip.theme.localised(strip.exam.ago.toFixed(1)))
        }
    }
}
