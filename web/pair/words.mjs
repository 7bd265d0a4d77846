// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The words that people compare; gateway/trust/words.cpp has the same.
export const words = `
acorn agate alder almond amber anchor angle apple apron arrow aspen atlas autumn bagel
bamboo banjo barley basil basket beacon beaver beetle berry birch bison blanket bloom bottle
boulder branch bread breeze brick bridge bronze brook broom bubble bucket butter button
cabin cactus camel candle canoe canyon carbon carpet carrot castle cedar cello chalk cherry
chess chime cider cinder circle citrus cliff clock cloud clover cobalt cocoa comet compass
copper coral cotton crane crater cricket crown crystal daisy dawn delta desert diamond
dolphin donkey dove dragon drum dune eagle echo elbow elm ember engine falcon feather fern
fiddle finch fjord flame flute forest fossil fountain fox frost galaxy garden garlic garnet
ginger glacier globe goose granite grape gravel guitar hammer harbor harp hawk hazel hedge
heron honey horizon ice igloo indigo iris island ivory ivy jacket jade jasmine jersey jungle
juniper kayak kettle kite kiwi ladder lagoon lake lantern larch lava lemon lentil lilac
linen lion lobster lotus magnet mango maple marble meadow melon mint mirror moss mountain
muffin nectar needle nest nickel noon nutmeg oak oasis ocean olive onion opal orange orbit
orchid otter owl oyster paddle palm panda paper parrot peach pearl pebble pepper piano
pillow pine planet plum pond poppy prairie prism pumpkin quartz quill rabbit radish rain
raven reef ribbon river robin rocket rose ruby saddle sage salmon sapphire satin scarf shell
silver slate snow spark spruce squirrel star stone stream sugar summit sun table timber
topaz trumpet tulip tundra turtle valley velvet violet walnut water whale willow window
winter yarn zebra
`.trim().split(/\s+/);
